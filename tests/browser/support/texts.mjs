// The sentences people read, out of the locale files: a story finds a button as a person does.
import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (lang) => {
  const file = readFileSync(join(import.meta.dirname, `../../../locales/${lang}.ftl`), "utf8");
  return new Map([...file.matchAll(/^([a-z][\w-]*) = (.+)$/gm)].map(([, key, text]) => [key, text.trim()]));
};
const TEXTS = { th: read("th"), en: read("en") };

/** The sentence of a key, in `th` or `en`; only those without arguments. */
export function say(lang, key) {
  const text = TEXTS[lang].get(key);
  if (!text) throw new Error(`locales/${lang}.ftl has no ${key}`);
  return text;
}
