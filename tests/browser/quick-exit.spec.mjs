// Leaving in a hurry: the page is gone at once, and going back shows nothing of it.
import { answer, begin, press, save } from "./support/form.mjs";
import { signIn, someone } from "./support/people.mjs";
import { WEATHER, expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";

const PHONE = "0812345678";

/** Someone in the middle of the form, who has just typed their number. */
async function inTheForm(page) {
  await page.route(WEATHER, (route) => route.fulfill({ contentType: "text/html", body: "<title>weather</title>" }));
  await signIn(page, someone());
  await begin(page);
  await answer(page, { phone: PHONE });
  await save(page, "th");
  await expect(page).toHaveURL(/\/form\/safety$/);
  await page.goto("/registration/form/contact");
  await expect(page.locator("#phone")).toHaveValue(PHONE);
}

/** Back through the three pages of the form: neither the number nor a name is to be seen, and the visit is over. */
async function nothingBehind(page) {
  // The visit is ended in the background, once the page has gone.
  const led = async () => (await page.request.get("/registration", { maxRedirects: 0 })).headers().location ?? "";
  await expect.poll(led).toMatch(/\/register/);
  for (let steps = 0; steps < 3; steps += 1) {
    await page.goBack().catch(() => {});
    // Not back at ThaiD, whose banner would pass for a name.
    await expect(page).toHaveURL((url) => url.origin === new URL(process.env.PLODNEE_DEMO).origin);
    const seen = await page.content();
    for (const secret of [PHONE, "ระบบจำลอง"]) {
      expect(seen.includes(secret), `${secret} at ${page.url()}`).toBe(false);
    }
  }
  await page.goto("/registration");
  await expect(page).toHaveURL(/\/register/);
}

test("the button replaces the page at once and ends the visit", async ({ page }) => {
  await inTheForm(page);
  const before = await page.evaluate(() => history.length);
  await page.locator("a.quick-exit").click();
  await expect(page).toHaveURL(WEATHER);
  expect(await page.evaluate(() => history.length), "the page is replaced, not left behind").toBe(before);
  await nothingBehind(page);
});

test("three times Escape does the same, twice does not", async ({ page }) => {
  await inTheForm(page);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.waitForTimeout(1_600);
  await expect(page.locator("#phone")).toHaveValue(PHONE);
  // A machine that stops between two of them begins to count anew.
  await expect(async () => {
    for (let times = 0; times < 3; times += 1) await page.keyboard.press("Escape");
    await expect(page).toHaveURL(WEATHER, { timeout: 2_000 });
  }).toPass({ timeout: 30_000 });
  await nothingBehind(page);
});

test("a page that the browser brings back from its memory shows nothing once the visit has ended", async ({ page }) => {
  await inTheForm(page);
  await page.locator("#line").fill("not saved yet");
  // As Safari brings pages back, whatever the server says of keeping them.
  const bringBack = () => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
  await page.evaluate(bringBack);
  await page.waitForTimeout(500);
  await expect(page.locator("#line"), "before that, nothing typed is touched").toHaveValue("not saved yet");

  await page.evaluate(async () => {
    sessionStorage.setItem("ended", String(Date.now()));
    await fetch("/exit", { redirect: "manual" });
  });
  await page.evaluate(bringBack);
  await expect(page).toHaveURL(/\/register/);
  await expect(page.locator("body")).not.toContainText(PHONE);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });

  test("the link leaves the page and ends the visit", async ({ page }) => {
    await inTheForm(page);
    await press(page, page.getByRole("link", { name: say("th", "layout-exit") }).first());
    await expect(page).toHaveURL(WEATHER);
    await nothingBehind(page);
  });
});
