// What a page costs someone who pays by the megabyte: bytes as they come over the wire, headers included.
import { expect, test } from "./support/story.mjs";
import { answer, begin, save } from "./support/form.mjs";
import { signIn, someone } from "./support/people.mjs";
import { LANGUAGES } from "./support/pages.mjs";

const FIRST = 100 * 1024;
const LATER = 20 * 1024;

/** Counts what the network brings from now on; gives a function that says how much since it was last asked. */
async function scales(page) {
  const devtools = await page.context().newCDPSession(page);
  let bytes = 0;
  devtools.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
  await devtools.send("Network.enable");
  return () => {
    const since = bytes;
    bytes = 0;
    return since;
  };
}

for (const lang of LANGUAGES) {
  const language = { th: "Thai", en: "English" }[lang];

  test(`the first visit takes at most 100 KB and later pages at most 20 KB in ${language}`, async ({ page, baseURL }) => {
    await page.context().addCookies([{ name: "language", value: lang, url: baseURL }]);
    const weigh = await scales(page);
    await page.goto("/", { waitUntil: "networkidle" });
    const first = weigh();
    expect(first).toBeGreaterThan(10 * 1024);
    expect(first, "the landing page").toBeLessThanOrEqual(FIRST);

    let heaviest = ["", 0];
    const later = async (address) => {
      await page.waitForLoadState("networkidle");
      const weight = weigh();
      if (weight > heaviest[1]) heaviest = [address, weight];
      expect.soft(weight, address).toBeLessThanOrEqual(LATER);
    };
    for (const address of ["/register", "/law", "/calculator", "/offices", "/offices?province=30", "/privacy", "/about", "/quick-exit"]) {
      await page.goto(address);
      await later(address);
    }
    await signIn(page, someone(), lang);
    await page.waitForLoadState("networkidle");
    weigh();
    await page.reload();
    await later("/registration/start");
    await begin(page, lang);
    await later("/registration/form/contact");
    await page.goto("/registration/form/province");
    await later("/registration/form/province");
    await answer(page, { province: "30" });
    await save(page, lang);
    await later("/registration/form/district");
    await page.goto("/registration/check");
    await later("/registration/check");
    console.log(`     ${language}: first visit ${kb(first)}, heaviest later page ${heaviest[0]} ${kb(heaviest[1])}`);
  });
}

const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;
