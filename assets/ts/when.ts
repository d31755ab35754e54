type Control = HTMLInputElement | HTMLSelectElement;

/** Hides what does not apply to the answers given. Hidden fields keep what was typed and are still sent. */
export function showWhenNeeded(): void {
  for (const part of document.querySelectorAll<HTMLElement>("[data-when]")) {
    const values = (part.dataset.values ?? "").split(" ");
    const controls = document.querySelectorAll<Control>(`[name="${CSS.escape(part.dataset.when ?? "")}"]`);
    if (controls.length === 0) continue;
    const chosen = (control: Control) =>
      (control instanceof HTMLSelectElement || control.checked) && values.includes(control.value);
    const update = () => {
      // What holds a problem stays in sight: the summary links to it.
      part.hidden = !Array.from(controls).some(chosen) && !part.querySelector(".govuk-error-message");
    };
    for (const control of controls) control.addEventListener("change", update);
    // The browser puts earlier answers back only after the page is shown.
    addEventListener("pageshow", update);
    update();
  }
}
