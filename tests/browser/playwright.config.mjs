// The stories in a real browser. `scripts/browser` starts them.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testMatch: "*.spec.mjs",
  globalSetup: "./support/demo.mjs",
  outputDir: "../../target/browser",
  reporter: "./support/reporter.mjs",
  workers: 2,
  fullyParallel: true,
  timeout: 300_000, // the longest story takes 75 seconds on two busy cores
  expect: { timeout: 30_000 },
  use: {
    viewport: { width: 360, height: 740 },
    actionTimeout: 30_000,
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        // Nothing outside this machine can be reached, whatever a page asks for.
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
      ],
    },
  },
});
