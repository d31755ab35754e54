// Starts `plodnee demo` on free ports with a database of its own, and stops it at the end.
import { spawn } from "node:child_process";
import { chmod, mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

const PROGRAM = resolve(import.meta.dirname, "../../..", process.env.CARGO_TARGET_DIR ?? "target", "debug/plodnee");

/** How long the demo may take to start and to stop: a private PostgreSQL is made. Milliseconds. */
const PATIENCE = 90_000;

/** Playwright's global setup; gives its teardown. The address is left in `PLODNEE_DEMO`. */
export default async function start() {
  const folder = await mkdtemp(join(tmpdir(), "plodnee-browser-"));
  // For root, PostgreSQL runs as another user, who has to pass through.
  await chmod(folder, 0o711);
  const log = await open(join(folder, "log"), "w");
  const free = "127.0.0.1:0";
  const demo = spawn(
    PROGRAM,
    ["demo", "--data-dir", join(folder, "data"), "--listen", free, "--simulator-listen", free],
    { env: ownEnvironment(), stdio: ["ignore", log.fd, log.fd] },
  );
  const ended = new Promise((settle) => {
    demo.once("exit", settle);
    demo.once("error", settle);
  });
  await log.close();

  const stop = async () => {
    if (demo.exitCode === null && demo.pid) demo.kill("SIGTERM");
    const late = await Promise.race([ended.then(() => false), pause(PATIENCE, true, { ref: false })]);
    if (late) demo.kill("SIGKILL");
    await rm(folder, { recursive: true, force: true });
    if (late) throw new Error("the demo did not stop when asked to");
  };

  const until = Date.now() + PATIENCE;
  let address = null;
  while (!address && demo.exitCode === null && demo.pid && Date.now() < until) {
    await pause(100);
    // Its people are printed last, by the simulator.
    const said = await readFile(join(folder, "log"), "utf8");
    if (said.includes("PIN")) address = said.match(/^ {2}(http:\/\/127\.0\.0\.1:\d+)\/ /m)?.[1];
  }
  if (!address || !(await ready(address))) {
    const said = await readFile(join(folder, "log"), "utf8");
    await stop();
    throw new Error(`${PROGRAM} demo did not start (cargo build --workspace --bins builds it)\n${said}`);
  }
  process.env.PLODNEE_DEMO = address;
  return stop;
}

/** Our own settings must not leak into the demo; where PostgreSQL is found stays. */
function ownEnvironment() {
  const ours = ([name]) => !name.startsWith("PLODNEE_") || name === "PLODNEE_POSTGRES_BIN";
  return Object.fromEntries(Object.entries(process.env).filter(ours));
}

async function ready(address) {
  for (let tries = 0; tries < 300; tries += 1) {
    const answer = await fetch(`${address}/readyz`).catch(() => null);
    if (answer?.ok) return true;
    await pause(100);
  }
  return false;
}
