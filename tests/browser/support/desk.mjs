// The officers' desk: finding a file and opening it.
import { press } from "./form.mjs";
import { expect } from "@playwright/test";
import { say } from "./texts.mjs";

/** Finds a file by its number once the desk has it, and gives its address. */
export async function findFile(page, number) {
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto("/office/desk");
    await page.locator("#wanted").fill(number);
    await press(page, page.getByRole("button", { name: say("th", "search-button"), exact: true }));
    await expect(page).toHaveURL(/found=1/);
    const link = page.locator('main .file a[href^="/office/cases/"]').first();
    if (await link.count()) return link.getAttribute("href");
    await page.waitForTimeout(500);
  }
  throw new Error(`the desk does not have ${number}`);
}

/** Opens a page about a file, saying what for where that is asked. */
export async function openFile(page, address) {
  await page.goto(address);
  if (!page.url().includes("/look")) return;
  await page.locator('[name="purpose"][value="work"]').check();
  await press(page, page.getByRole("button", { name: say("th", "look-open") }));
  await expect(page).toHaveURL(new RegExp(`${address}$`));
}
