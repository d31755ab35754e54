// Every page that a debtor can open, and a debtor for whom each of them has something to show.
import { FIVE_A_MONTH, TEN_A_MONTH } from "./cases.mjs";
import { DEBT_PAGES, OWN_PAGES, addDebt, answerPages, begin, goToCheck, press, submit } from "./form.mjs";
import { signIn, someone } from "./people.mjs";

export const LANGUAGES = ["th", "en"];

/** What anyone can open; the name is that of the screenshot. */
export const PUBLIC_PAGES = {
  landing: "/",
  register: "/register",
  finder: "/offices",
  "finder-found": "/offices?province=49",
  "finder-none": "/offices?q=xyz",
  office: "/offices/4901",
  "office-missing": "/offices/4999",
  law: "/law",
  calculator: "/calculator",
  privacy: "/privacy",
  about: "/about",
  "quick-exit": "/quick-exit",
  posters: "/posters",
  verify: "/verify",
  "verify-not": "/verify?receipt=PN-69-4901-7Q3K9-X",
  "entrance-office": "/office",
  "entrance-report": "/report",
  "sign-in-declined": "/sign-in/declined",
  "sign-in-unavailable": "/sign-in/unavailable",
  "not-found": "/nowhere",
};

/** What a debtor can open who has filled in a debt and not submitted yet. */
export const FORM_PAGES = {
  ...Object.fromEntries(OWN_PAGES.map((key) => [key, `/registration/form/${key}`])),
  ...Object.fromEntries(DEBT_PAGES.map((key) => [key, `/registration/debts/1/${key}`])),
  "terms-blank": "/registration/debts/2/terms",
  "payments-list": "/registration/debts/2/payments",
  debts: "/registration/debts",
  remove: "/registration/debts/1/remove",
  balance: "/registration/debts/1/balance",
  attachments: "/registration/attachments",
  check: "/registration/check",
  mine: "/registration",
};

/** What is there after submitting. */
export const SUBMITTED_PAGES = {
  receipt: "/registration/receipt",
  "mine-submitted": "/registration",
  version: "/registration/versions/1",
  withdraw: "/registration/withdraw",
};

/** Opens the public pages one after another. */
export async function eachPublicPage(page, lang, look) {
  await page.goto(`/language/${lang}?back=/`);
  await each(page, PUBLIC_PAGES, look);
}

/** Signs in as someone new and opens every page of theirs, from the first to withdrawing. */
export async function eachOwnPage(page, lang, look) {
  await signIn(page, someone(), lang);
  await look("start");
  await begin(page, lang);
  await answerPages(page, lang, OWN_PAGES, TEN_A_MONTH.life);
  await look("debts-empty");
  await addDebt(page, lang, TEN_A_MONTH.debts[0]);
  await addDebt(page, lang, { ...FIVE_A_MONTH.debts[0], terms: {}, clues: {} });
  await each(page, FORM_PAGES, look);
  await page.goto("/registration/debts");
  await goToCheck(page, lang);
  await submit(page, lang);
  await each(page, SUBMITTED_PAGES, look);
  await page.goto("/registration/receipt");
  await press(page, page.locator('main a[href*="/verify/"]'));
  await look("verify-genuine");
  await page.goto("/registration/withdraw");
  await page.locator('main [name="reason"]').first().check();
  await press(page, page.locator("main form button"));
  await look("mine-withdrawn");
}

async function each(page, pages, look) {
  for (const [name, address] of Object.entries(pages)) {
    await page.goto(address);
    await look(name);
  }
}

/** The form with something wrong on every page that can have something wrong. */
export const MISTAKES = [
  ["/registration/form/contact", { phone: "12345", line: "ก".repeat(80) }],
  ["/registration/form/safety", { "contact-hours": ["morning", "unknown"] }],
  ["/registration/form/living", { income: "ten", dependants: "lots" }],
  ["/registration/debts/1/clues", { "creditor-number": "1234567890123" }],
  ["/registration/debts/1/loan", { "borrowed-day": "31", "borrowed-month": "4", "borrowed-year": "2566", received: "10.000" }],
  ["/registration/debts/1/terms", { "terms-kind": "percent", rate: "ten" }],
  ["/registration/debts/1/payments", { "paid-how": "list", "payment-date": "31/2/2566", "payment-amount": "-5", claimed: "x" }],
  ["/registration/debts/1/conduct", { conduct: ["nothing", "threats"] }],
];
