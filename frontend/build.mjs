// Builds the styles and scripts of the three faces into src/passalong/web/static/dist/ with hashed
// names and writes manifest.json beside them (plain name -> hashed name). The pages are not here:
// they are templates, in src/passalong/web/templates/.
import {
  mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "..", "src", "passalong", "web", "static", "dist");

// The dark colours are written once and used twice: when chosen, and when the device asks for them;
// never on paper.
const darkTwice = {
  name: "dark-twice",
  setup(bundle) {
    bundle.onLoad({ filter: /[\\/]dark\.css$/ }, ({ path }) => {
      const chosen = readFileSync(path, "utf8");
      const asked = chosen.replace(/\[data-theme="dark"\]/g, '[data-theme="auto"]');
      const both =
        `@media screen {\n${chosen}\n}\n` +
        `@media screen and (prefers-color-scheme: dark) {\n${asked}\n}`;
      return { contents: both, loader: "css" };
    });
  },
};

mkdirSync(dist, { recursive: true });
const entries = (...faces) =>
  faces.flatMap((face) => [`scripts/${face}.js`, `styles/${face}.css`]);

// Only the till has a part that is fetched later (jsQR); the others are one file each.
const builds = await Promise.all(
  [
    { entryPoints: entries("phone", "console"), splitting: false },
    { entryPoints: entries("till"), splitting: true },
  ].map((own) =>
    build({
      ...own,
      absWorkingDir: here,
      outdir: dist,
      bundle: true,
      minify: true,
      format: "esm",
      target: ["es2018", "chrome70", "ios14.5"],
      entryNames: "[name]-[hash]",
      chunkNames: "part-[hash]",
      metafile: true,
      legalComments: "none",
      logLevel: "warning",
      plugins: [darkTwice],
    }),
  ),
);

const manifest = {};
for (const { metafile } of builds) {
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (/^(scripts|styles)\//.test(entryPoint || "")) {
      manifest[basename(entryPoint)] = basename(file);
    }
  }
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
writeFileSync(join(dist, "manifest.new"), `${JSON.stringify(sorted, null, 2)}\n`);
renameSync(join(dist, "manifest.new"), join(dist, "manifest.json"));

// A server that is running was started with the names of its own build: those stay for a while.
const fresh = new Set(["manifest.json"]);
for (const { metafile } of builds) {
  for (const file of Object.keys(metafile.outputs)) fresh.add(basename(file));
}
// Packed once, here: a server sends what is already small.
for (const file of [...fresh]) {
  if (!/\.(css|js|svg)$/.test(file)) continue;
  const bytes = readFileSync(join(dist, file));
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  const packed = {
    gz: gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION }),
    br: brotliCompressSync(bytes, { params }),
  };
  for (const [ending, small] of Object.entries(packed)) {
    writeFileSync(join(dist, `${file}.${ending}`), small);
    fresh.add(`${file}.${ending}`);
  }
}
const yesterday = Date.now() - 24 * 3600 * 1000;
for (const file of readdirSync(dist)) {
  if (!fresh.has(file) && statSync(join(dist, file)).mtimeMs < yesterday) rmSync(join(dist, file));
}

for (const [name, file] of Object.entries(sorted)) {
  const bytes = readFileSync(join(dist, file));
  const [packed, smallest] = ["gz", "br"].map((ending) =>
    (statSync(join(dist, `${file}.${ending}`)).size / 1024).toFixed(1),
  );
  const whole = (bytes.length / 1024).toFixed(1).padStart(6);
  console.log(`${name.padEnd(12)} ${whole} KB  ${packed} KB gz  ${smallest} KB br`);
}
