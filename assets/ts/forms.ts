/** How long a second press is ignored; then it counts, in case the first never arrived. Milliseconds. */
const PATIENCE = 8000;

/**
 * Sends a form once however often its button is pressed. Nothing is disabled: a disabled button loses its value. A button
 * that sends it elsewhere counts by itself: the first may have brought a document, and the page is still there.
 */
export function guardForms(): void {
  const sent = new Map<HTMLFormElement, { to: string; at: number }>();

  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    const to = (event.submitter as HTMLButtonElement | null)?.formAction ?? form.action;
    const before = sent.get(form);
    if (before?.to === to && event.timeStamp - before.at < PATIENCE) {
      event.preventDefault();
      return;
    }
    sent.set(form, { to, at: event.timeStamp });
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.removeAttribute("aria-busy"), PATIENCE);
  });

  addEventListener("pageshow", () => {
    for (const form of sent.keys()) form.removeAttribute("aria-busy");
    sent.clear();
  });
}
