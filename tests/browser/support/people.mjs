// The fictional people of the simulated ThaiD (thaid-simulator/src/people.rs), and signing in as one of them.
import { press } from "./form.mjs";
import { expect } from "@playwright/test";
import { say } from "./texts.mjs";

export const MALI = { pid: "1990100000011", pin: "27183946", name: "มะลิ" };
export const SOMMOT = { pid: "3990200000027", pin: "31416859", name: "สมมติ" };
export const THONGBAI = { pid: "5990300000033", pin: "58204917", name: "ทองใบ" };
export const SAW = { pid: "8990400000048", pin: "60471938", name: "ซอ" };

/** From the page of registering to the start page, with the phone: PIN, consent, PIN again. */
export async function signInByPhone(page, lang, person) {
  await press(page, page.getByRole("button", { name: say(lang, "register-sign-in") }));
  await press(page, page.locator(`a[href*="pid=${person.pid}"]`));
  await page.locator("#pin").fill(person.pin);
  await press(page, page.getByRole("button", { name: "เข้าสู่แอป" }));
  await press(page, page.getByRole("button", { name: "ยินยอม", exact: true }));
  await page.locator("#pin").fill(person.pin);
  await press(page, page.getByRole("button", { name: "ยืนยัน" }));
}

/** Says who one is by the sandbox form, which takes any number; `start` leads there, again where ThaiD did not answer. */
export async function byThaid(page, pid, start) {
  await expect(async () => {
    await start();
    await expect(page.getByRole("link", { name: "sandbox" })).toBeVisible({ timeout: 10_000 });
  }).toPass({ timeout: 60_000 });
  await press(page, page.getByRole("link", { name: "sandbox" }));
  await page.locator("#pid").fill(pid);
  await press(page, page.locator('button[value="approve"]'));
}

/** Signs in as a debtor: for stories about something else. */
export async function signIn(page, pid, lang = "th") {
  await byThaid(page, pid, async () => {
    await page.goto(`/language/${lang}?back=/register`);
    await press(page, page.getByRole("button", { name: say(lang, "register-sign-in") }));
  });
  await expect(page).toHaveURL(/\/registration/);
}

let last = 0;

/** A citizen number that nobody has used in this run: office digits 99xx, which no office has. */
export function someone() {
  last += 1;
  const worker = process.env.TEST_WORKER_INDEX.padStart(4, "0");
  const digits = `19977${worker}${String(last).padStart(3, "0")}`;
  const sum = [...digits].reduce((sum, digit, place) => sum + Number(digit) * (13 - place), 0);
  return digits + ((11 - (sum % 11)) % 10);
}

/** Comes in at the officers' entrance, for a unit where this person holds one appointment. */
export async function signInOfficer(page, pid, unit) {
  await byThaid(page, pid, async () => {
    await page.goto("/language/th?back=/office");
    await page.locator("#unit").fill(unit);
    await press(page, page.getByRole("button", { name: say("th", "entrance-office-start") }));
  });
  await expect(page).toHaveURL(/\/office\/desk/);
}
