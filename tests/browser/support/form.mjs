// Walking through the form as people do: look at the page, answer, press the button.
import { expect } from "@playwright/test";
import { say } from "./texts.mjs";

/** The debtor's own pages and those of a debt, in order. */
export const OWN_PAGES = ["contact", "safety", "province", "district", "address", "office", "living"];
export const DEBT_PAGES = ["creditor", "clues", "loan", "terms", "payments", "papers", "conduct", "wishes"];

/** Answers the fields of the page that is open. A list ticks several boxes; `true` ticks a box of its own. */
export async function answer(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    for (const one of [value].flat()) await answerOne(page, name, one);
  }
}

async function answerOne(page, name, value) {
  const field = page.locator(`main [name="${name}"]`);
  const kind = await field.first().evaluate((field) => field.type);
  if (kind === "select-one") await field.selectOption(value);
  else if (value === true) await field.check();
  else if (kind === "radio" || kind === "checkbox") await field.and(page.locator(`[value="${value}"]`)).check();
  else await field.first().fill(value);
}

/**
 * Presses what brings another page, also the same one again, and waits until it is there. `click` alone gives no such
 * promise, and what comes next would meet the old page or overtake what was sent. Not for downloads.
 */
export async function press(page, what) {
  const came = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
  await Promise.all([came, what.click()]);
  await page.waitForLoadState();
}

/** Presses "save and continue". */
export async function save(page, lang) {
  await press(page, page.getByRole("button", { name: say(lang, "form-save") }));
}

/** Reads the start page, ticks that the notice was read, begins. */
export async function begin(page, lang = "th") {
  await page.getByRole("checkbox", { name: say(lang, "start-agree") }).check();
  await press(page, page.getByRole("button", { name: say(lang, "start-button") }));
  await expect(page).toHaveURL(/\/form\/contact$/);
}

/** Answers pages in the order in which they come; each must be the one expected. `look` sees each one. */
export async function answerPages(page, lang, keys, answers, look = async () => {}) {
  for (const key of keys) {
    await expect(page).toHaveURL(new RegExp(`/${key}$`));
    await answer(page, answers[key] ?? {});
    await look(key);
    await save(page, lang);
  }
}

/** From the list of debts to the first page of a new one. */
export async function newDebt(page, lang) {
  await expect(page).toHaveURL(/\/registration\/debts$/);
  const first = page.getByRole("button", { name: say(lang, "debts-first") });
  await first.or(page.locator('main [name="another"]')).first().waitFor({ state: "attached" });
  if (await first.count()) return press(page, first);
  await answer(page, { another: "yes" });
  await press(page, page.getByRole("button", { name: say(lang, "form-continue"), exact: true }));
}

/** Says yes to another creditor and answers the pages of the debt. */
export async function addDebt(page, lang, answers, look) {
  await newDebt(page, lang);
  await answerPages(page, lang, DEBT_PAGES, answers, look);
}

/** No more creditors, no more files: to the page that shows every answer. */
export async function goToCheck(page, lang) {
  await answer(page, { another: "no" });
  await press(page, page.getByRole("button", { name: say(lang, "form-continue"), exact: true }));
  await expect(page).toHaveURL(/\/attachments$/);
  await press(page, page.getByRole("button", { name: say(lang, "attachments-on") }));
  await expect(page).toHaveURL(/\/check$/);
}

/** Saves what was filled in ("บันทึกข้อมูล") and gives the tracking number of the receipt. */
export async function submit(page, lang) {
  await press(page, page.getByRole("button", { name: say(lang, "check-submit"), exact: true }));
  await expect(page).toHaveURL(/\/receipt$/);
  return page.locator(".tracking").innerText();
}
