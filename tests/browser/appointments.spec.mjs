// Somebody asks for an appointment, the head of the unit grants it, and they come in; every page on the way is usable.
import { NOTHING_KNOWN } from "./support/cases.mjs";
import { findFile, openFile } from "./support/desk.mjs";
import { OWN_PAGES, addDebt, answer, answerPages, begin, goToCheck, press, submit } from "./support/form.mjs";
import { byThaid, signIn, signInOfficer, someone } from "./support/people.mjs";
import { expect, test } from "./support/story.mjs";
import { say } from "./support/texts.mjs";
import { keepPicture, usable } from "./support/usable.mjs";

/** The ministry's administrator and auditor in the demo. */
const ADMINISTRATOR = "3990400000349";
const AUDITOR = "3990500000359";
const OFFICE = "4905";

// One officer has one session at a time: these stories share the administrator.
test.describe.configure({ mode: "serial" });

/** Comes in at the officers' entrance and stays where ThaiD leads; `unit` may be the ministry. */
async function comeIn(page, pid, unit) {
  const ministry = unit === "nation";
  await byThaid(page, pid, async () => {
    await page.goto("/language/th?back=/office");
    if (!ministry) await page.locator("#unit").fill(unit);
    await press(page, page.getByRole("button", { name: say("th", ministry ? "entrance-office-ministry" : "entrance-office-start") }));
  });
  await expect(page).toHaveURL(/\/office\//);
}

for (const width of [360, 1280]) {
  test.describe(`at ${width} pixels`, () => {
    test.use({ viewport: { width, height: 800 } });

    test(`an appointment is asked for and granted at ${width} pixels`, async ({ page, anotherBrowser }) => {
      const [headPid, officerPid] = [someone(), someone()];
      const ministry = await anotherBrowser();
      await comeIn(ministry, ADMINISTRATOR, "nation");
      await ministry.goto("/office/people/grant");
      await usable(ministry, "grant");
      await answer(ministry, { "citizen-number": headPid, called: "นายอำเภอ", unit: OFFICE, role: "head" });
      await press(ministry, ministry.getByRole("button", { name: say("th", "grant-send"), exact: true }));
      await expect(ministry.locator("main")).toContainText(say("th", "people-done-appointed"));
      await usable(ministry, "people");

      await comeIn(page, officerPid, OFFICE);
      await press(page, page.getByRole("link", { name: say("th", "choose-ask-link") }));
      await usable(page, "ask");
      await answer(page, { role: "intake", "ask-words": "ปลัดอำเภอ งานศูนย์ดำรงธรรมอำเภอ" });
      await press(page, page.getByRole("button", { name: say("th", "ask-send") }));
      await expect(page.locator("main")).toContainText(say("th", "ask-open"));
      await usable(page, "asked");

      const head = await anotherBrowser();
      await signInOfficer(head, headPid, OFFICE);
      await head.goto("/office/people");
      await press(head, head.locator(".waiting a").first());
      await usable(head, "decide");
      await expect(head.locator("main")).toContainText("ปลัดอำเภอ งานศูนย์ดำรงธรรมอำเภอ");
      await press(head, head.getByRole("button", { name: say("th", "grant-send"), exact: true }));
      await expect(head.locator("main")).toContainText(say("th", "people-done-appointed"));

      await page.reload();
      await expect(page.locator("main")).toContainText(say("th", "ask-granted"));
      await page.goto("/office/appointments");
      await press(page, page.locator(".choose button"));
      await expect(page).toHaveURL(/\/office\/desk/);
      await expect(page.locator(".officer-bar__who")).toContainText(say("th", "role-intake"));
    });

    test(`the pages of administrators and auditors are usable at ${width} pixels`, async ({ page, anotherBrowser }) => {
      await comeIn(page, ADMINISTRATOR, "nation");
      for (const path of ["", "/rounds", "/rounds/new", "/rounds/99", "/offices?q=4905", "/offices/4905", "/announcements", "/reference"]) {
        await page.goto(`/office/admin${path}`);
        await usable(page, `admin${path}`);
      }
      // A list as it is now, one name of it changed, and one line broken.
      const list = await (await page.request.get("/office/admin/reference/lists/districts.csv")).text();
      for (const [name, from, to] of [
        ["import", "Wan Yai", `Wan Yai ${width}`],
        ["import-problems", "4907,49,", "49x7,48,"],
      ]) {
        await page.goto("/office/admin/reference");
        const buffer = Buffer.from(list.replace(from, to));
        await page.locator("#list-file").setInputFiles({ name: "districts.csv", mimeType: "text/csv", buffer });
        await press(page, page.getByRole("button", { name: say("th", "import-look"), exact: true }));
        await expect(page.locator("main")).toContainText(name === "import" ? `Wan Yai ${width}` : "49x7");
        await keepPicture(page, "th", width, name);
        await usable(page, name);
      }
      await page.goto("/office/figures?unit=49");
      await usable(page, "figures");
      const auditor = await anotherBrowser();
      await comeIn(auditor, AUDITOR, "nation");
      for (const query of ["", "?show=deeds", "?unit=4901"]) {
        await auditor.goto(`/office/audit${query}`);
        await usable(auditor, `audit${query}`);
      }
    });

    test(`what an administrator changes is changed, published and undone at ${width} pixels`, async ({ page }) => {
      const choose = (key) => press(page, page.getByRole("button", { name: say("th", key), exact: true }));
      await comeIn(page, ADMINISTRATOR, "nation");

      // A round long after every other one, so that nothing closes for the other stories.
      const year = 2580 + (width === 360 ? 0 : 1);
      const round = { "name-th": `รอบ ${year}`, "name-en": `Round ${year}`, "opens-on": `1/2/${year}`, "closes-on": `3/2/${year}` };
      await page.goto("/office/admin/rounds/new");
      await answer(page, { "round-code": String(year), ...round, "opens-at": "06:00", "closes-at": "23:00", "round-reason": "ตามหนังสือ" });
      await choose("admin-save");
      await expect(page.locator("h1")).toHaveText(say("th", "rounds-title"));
      await press(page, page.locator("main tr", { hasText: `รอบ ${year}` }).getByRole("link"));
      await answer(page, { "closes-on": `28/2/${year}`, "round-reason": "ขยายเวลาตามมติ" });
      await usable(page, "round");
      await choose("admin-save");
      await expect(page.locator("h1")).toHaveText(say("th", "rounds-title"));
      await expect(page.locator("main tr", { hasText: `รอบ ${year}` })).toContainText(`28 กุมภาพันธ์ ${year}`);
      await press(page, page.locator("main tr", { hasText: `รอบ ${year}` }).getByRole("link"));
      await expect(page.locator(".history")).toContainText("ขยายเวลาตามมติ");

      // What the public page of an office says.
      const address = `ศาลาที่ว่าการอำเภอ ชั้น ${width}\nถนนราษฎร์บำรุง`;
      await page.goto("/office/admin/offices/4906");
      await answer(page, { "office-phone": "042-611-222", "office-address": address });
      await choose("admin-save");
      await expect(page).toHaveURL(/done=saved/);
      await page.goto("/offices/4906");
      await expect(page.locator("main")).toContainText(`ชั้น ${width}`);

      // An announcement: looked at, published, seen by everybody, withdrawn.
      const title = `ทดลองประกาศ ${width}`;
      await page.goto("/office/admin/announcements");
      await answer(page, { "title-th": title, "words-th": "หนึ่ง\nสอง", "title-en": `Trial ${width}`, "words-en": "One\nTwo", "shows-until": "31/12/2599" });
      await choose("announcements-look");
      await usable(page, "announcement looked at");
      await choose("announcements-publish");
      await page.goto("/");
      await expect(page.locator("main")).toContainText(title);
      await page.goto("/office/admin/announcements");
      await press(page, page.locator("main tr", { hasText: title }).getByRole("button"));
      await expect(page.locator("main tr", { hasText: title })).toContainText(say("th", "announcements-withdrawn"));
      await page.goto("/");
      await expect(page.locator("main")).not.toContainText(title);

      // A list: looked at, applied, undone.
      const list = await (await page.request.get("/office/admin/reference/lists/districts.csv")).text();
      const buffer = Buffer.from(list.replace("Dong Luang", `Dong Luang ${width}`));
      await page.goto("/office/admin/reference");
      await page.locator("#list-file").setInputFiles({ name: "districts.csv", mimeType: "text/csv", buffer });
      await choose("import-look");
      await choose("import-apply");
      await expect(page.locator("main")).toContainText(say("th", "import-applied"));
      await usable(page, "import applied");
      await choose("import-undo");
      await expect(page.locator("main")).toContainText(say("th", "import-undone"));
    });

    test(`every page of a desk is usable in both languages at ${width} pixels`, async ({ page, anotherBrowser }) => {
      const debtor = await anotherBrowser();
      await signIn(debtor, someone());
      await begin(debtor);
      const life = { ...NOTHING_KNOWN.life, district: { district: OFFICE }, address: { subdistrict: "490503" } };
      await answerPages(debtor, "th", OWN_PAGES, { ...life, office: { "office-choice": "near" } });
      await addDebt(debtor, "th", { creditor: { "creditor-kind": "agent", "creditor-alias": "เจ๊หมวย" } });
      await goToCheck(debtor, "th");
      const number = await submit(debtor, "th");

      const ministry = await anotherBrowser();
      await comeIn(ministry, ADMINISTRATOR, "nation");
      const headPid = someone();
      await ministry.goto("/office/people/grant");
      await answer(ministry, { "citizen-number": headPid, called: "นายอำเภอ", unit: OFFICE, role: "head" });
      await press(ministry, ministry.getByRole("button", { name: say("th", "grant-send"), exact: true }));
      await signInOfficer(page, headPid, OFFICE);
      const file = await findFile(page, number);
      await openFile(page, file);
      await press(page, page.getByRole("button", { name: say("th", "case-accept") }));
      await expect(page.locator("h1")).toContainText(say("th", "stage-accepted"));

      const pages = {
        desk: "/office/desk?stage=accepted",
        search: "/office/search",
        "call-list": "/office/calls?turn=never",
        transfers: "/office/transfers",
        people: "/office/people",
        figures: "/office/figures",
        appointments: "/office/appointments",
        "intake-search": "/office/intake",
        case: file,
        "case-assign": `${file}/assign`,
        "case-calls": `${file}/calls`,
        "case-messages": `${file}/messages`,
        "case-answers": `${file}/answers/1/loan`,
        "case-transfer": `${file}/transfer`,
        "case-share": `${file}/share`,
        "case-balance": `${file}/debts/1/balance`,
      };
      for (const lang of ["th", "en"]) {
        await page.goto(`/language/${lang}?back=/office/desk`);
        for (const [name, address] of Object.entries(pages)) {
          await page.goto(address);
          expect.soft(new URL(page.url()).pathname, name).toBe(address.split("?")[0]);
          await keepPicture(page, lang, width, name);
          await usable(page, `${name} in ${lang}`);
        }
      }
    });
  });
}
