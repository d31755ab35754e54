// Builds styles, fonts and script into the folder given: hashed names, a manifest (logical name → hashed name),
// and beside each text file its brotli and gzip forms. Started by build.rs.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2] ?? join(here, "dist");

const scss = {
  name: "scss",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css } = sass.compile(path, { loadPaths: [join(here, "node_modules")], quietDeps: true });
      return { contents: css, loader: "css", resolveDir: here };
    });
  },
};

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await esbuild.build({
  absWorkingDir: here,
  entryPoints: ["scss/app.scss", "ts/app.ts", "img/icon.svg"],
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome87", "firefox78", "safari14"],
  entryNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".svg": "copy" },
  plugins: [scss],
  metafile: true,
  legalComments: "none",
  logLevel: "warning",
});

const manifest = {};
for (const path of Object.keys(metafile.outputs)) {
  const name = basename(path);
  manifest[name.replace(/-[A-Z0-9]{8}(?=\.)/, "")] = name;
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(out, "manifest.json"), `${JSON.stringify(sorted, null, 1)}\n`);

for (const name of readdirSync(out).filter((name) => /\.(css|js|svg)$/.test(name))) {
  const text = readFileSync(join(out, name));
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: text.length };
  writeFileSync(join(out, `${name}.br`), brotliCompressSync(text, { params }));
  writeFileSync(join(out, `${name}.gz`), gzipSync(text, { level: 9 }));
}
