/** How long a second press is ignored; then it counts, in case the first never arrived. Milliseconds. */
const PATIENCE = 8000;

/** Sends a form once however often its button is pressed. Nothing is disabled: a disabled button loses its value. */
export function guardForms(): void {
  const sent = new Map<HTMLFormElement, number>();

  document.addEventListener("submit", (event) => {
    const form = event.target as HTMLFormElement;
    if (event.defaultPrevented || form.method !== "post") return;
    const before = sent.get(form);
    if (before !== undefined && event.timeStamp - before < PATIENCE) {
      event.preventDefault();
      return;
    }
    sent.set(form, event.timeStamp);
    form.setAttribute("aria-busy", "true");
    setTimeout(() => form.removeAttribute("aria-busy"), PATIENCE);
  });

  addEventListener("pageshow", () => {
    for (const form of sent.keys()) form.removeAttribute("aria-busy");
    sent.clear();
  });
}
