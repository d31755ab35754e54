// `test` for every story: its pages must not complain, break the policy or call anywhere else.
import { test as base, expect } from "@playwright/test";

export { expect };

/** Where the quick exit leads. The only address outside that a page may ask for; answered here. */
export const WEATHER = "https://www.tmd.go.th/";

export const test = base.extend({
  baseURL: async ({}, use) => use(process.env.PLODNEE_DEMO),

  context: async ({ context }, use) => {
    const complaints = await listen(context);
    await use(context);
    expect(complaints, "what the pages complained of").toEqual([]);
  },

  /** Another browser, as on another phone: nothing of the first is known in it. */
  anotherBrowser: async ({ browser, baseURL, viewport, javaScriptEnabled }, use) => {
    const opened = [];
    await use(async () => {
      const context = await browser.newContext({ baseURL, viewport, javaScriptEnabled });
      opened.push({ context, complaints: await listen(context) });
      return context.newPage();
    });
    for (const { context, complaints } of opened) {
      expect(complaints, "what the pages of the other browser complained of").toEqual([]);
      await context.close();
    }
  },
});

/** Collects errors on the console, breaches of the content security policy, and requests to elsewhere. */
async function listen(context) {
  const complaints = [];
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} forbids ${event.blockedURI}`);
    });
  });
  context.on("console", (message) => {
    if (!["error", "warning"].includes(message.type()) || isAnswer(message)) return;
    complaints.push(`${message.page()?.url()}: ${message.text()}`);
  });
  context.on("weberror", (error) => complaints.push(`${error.page()?.url()}: ${error.error()}`));
  context.on("request", (request) => {
    const { hostname, protocol } = new URL(request.url());
    const inside = hostname === "127.0.0.1" || ["data:", "blob:"].includes(protocol);
    if (!inside && request.url() !== WEATHER) complaints.push(`request to ${request.url()}`);
  });
  return complaints;
}

/** A page that comes back with problems (422), in conflict (409), or is not there (404): the browser logs it, rightly. */
function isAnswer(message) {
  const asset = message.location().url.includes("/assets/");
  return !asset && /^Failed to load resource: .* (404|409|422) /.test(message.text());
}
