// Everything works without a mouse, and one always sees where one is.
import { answer, begin, newDebt, save } from "./support/form.mjs";
import { signIn, someone } from "./support/people.mjs";
import { MISTAKES } from "./support/pages.mjs";
import { expect, test } from "./support/story.mjs";
import { capture } from "./support/usable.mjs";

/** The name of the field that has the focus. */
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("name"));

/** Presses Tab until a field is reached; a person would give up after sixty. */
async function tabTo(page, name) {
  await page.waitForLoadState();
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press("Tab");
    if ((await focused(page)) === name) return;
  }
  throw new Error(`the field ${name} cannot be reached with Tab`);
}

test("a page of the form is filled in and saved with the keyboard alone", async ({ page }) => {
  await signIn(page, someone());
  await begin(page);
  await page.goto("/registration/form/safety");
  await tabTo(page, "contact-hours");
  await page.keyboard.press("Space");
  await tabTo(page, "not-at-home");
  await page.keyboard.press("Space");
  await tabTo(page, "safe-word");
  await page.keyboard.type("lotus");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/form\/province$/);

  await tabTo(page, "province");
  await page.keyboard.type("มุก");
  await tabTo(page, null);
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/form\/district$/);

  await page.goto("/registration/form/safety");
  await expect(page.locator('[name="contact-hours"]').first()).toBeChecked();
  await expect(page.locator('[name="not-at-home"]').first()).toBeChecked();
  await expect(page.locator('[name="safe-word"]')).toHaveValue("lotus");
});

test("the focus is seen wherever it is", async ({ page }) => {
  await signIn(page, someone());
  await begin(page);
  for (const address of ["/registration/form/safety", "/registration/form/office", "/registration/debts", "/offices"]) {
    await page.goto(address);
    let stops = 0;
    for (;;) {
      await page.keyboard.press("Tab");
      const what = await page.evaluate(() => {
        const part = document.activeElement;
        part?.scrollIntoView({ block: "center" });
        return part === document.body ? null : part?.outerHTML.slice(0, 120);
      });
      if (!what) break;
      const seen = await capture(page);
      // The browser remembers the place: the next Tab goes on from it.
      await page.evaluate(() => document.activeElement.blur());
      expect.soft(seen.equals(await capture(page)), `no focus to see on ${what}`).toBe(false);
      stops += 1;
    }
    expect(stops, `places to stop on ${address}`).toBeGreaterThan(10);
  }
});

test("the skip link leads past the header", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  const skip = page.locator(".govuk-skip-link");
  await expect(skip).toBeFocused();
  await expect(skip).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(page.locator("#main")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.locator("main a, main button").first()).toBeFocused();
});

test("the summary of problems gets the focus and its links lead to the fields", async ({ page }) => {
  await signIn(page, someone());
  await begin(page);
  await page.goto("/registration/debts");
  await newDebt(page, "th");
  for (const [address, answers] of MISTAKES) {
    await page.goto(address);
    await answer(page, answers);
    await save(page, "th");
    await expect(page.locator("[data-problems]")).toBeFocused();
    const links = page.locator("[data-problems] a");
    const count = await links.count();
    expect(count, address).toBeGreaterThan(0);
    for (let index = 0; index < count; index += 1) {
      await links.nth(index).focus();
      await page.keyboard.press("Enter");
      const target = (await links.nth(index).getAttribute("href")).slice(1);
      await expect(page.locator(`[id="${target}"]`)).toBeFocused();
      await expect(page.locator(`[id="${target}"]`)).toBeInViewport();
    }
  }
});
