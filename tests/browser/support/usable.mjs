// What is asked of every page, and the picture of it that is kept in `shots` to be looked at.
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";

/** WCAG 2.2 AA, and what it is built on. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SHOTS = join(import.meta.dirname, "..", "shots");
/** Chromium refuses a picture now and then, and takes the same one when asked a moment later. */
const REFUSED = "Unable to capture screenshot";

/** A picture of the page, asked for again where the browser refuses it. */
export async function capture(page, options = {}) {
  await page.waitForLoadState();
  for (let left = 10; ; left -= 1) {
    try {
      return await page.screenshot(options);
    } catch (error) {
      if (left === 0 || !error.message.includes(REFUSED)) throw error;
      await page.waitForTimeout(500);
      await page.bringToFront();
    }
  }
}

/** Keeps a picture of the whole page: `shots/th/360/start.png`. */
export async function keepPicture(page, lang, width, name) {
  await capture(page, { path: join(SHOTS, lang, String(width), `${name}.png`), fullPage: true });
}

/** axe finds nothing, and nothing has to be scrolled sideways. */
export async function usable(page, name) {
  await page.waitForLoadState();
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const found = violations.map((v) => `${v.id}: ${v.nodes.map((node) => node.html).join("\n")}`);
  expect.soft(found, name).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
  expect.soft(wide, `${name} is wider than the screen`).toBe(false);
}
