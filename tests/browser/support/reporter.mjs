// One line a story; the last line is the count, alone.

/** Playwright's reporter interface. */
export default class Reporter {
  #passed = 0;
  #failed = 0;

  onTestEnd(test, result) {
    if (result.status === "skipped") return;
    const good = result.status === test.expectedStatus;
    good ? (this.#passed += 1) : (this.#failed += 1);
    const seconds = (result.duration / 1000).toFixed(1);
    console.log(`${good ? "ok  " : "FAIL"} ${test.title} (${seconds} s)`);
    if (good) return;
    console.log(`     ${test.location.file}:${test.location.line}`);
    for (const error of result.errors) console.log(plain(error));
  }

  /** What went wrong outside the stories: the demo did not start, a file does not parse. */
  onError(error) {
    this.#failed += 1;
    console.log(plain(error));
  }

  onStdOut(text) {
    process.stdout.write(text);
  }

  onStdErr(text) {
    process.stderr.write(text);
  }

  onEnd() {
    console.log(`browser: ${this.#passed} passed, ${this.#failed} failed`);
  }
}

/** The error without colours, and without the log of every attempt. */
function plain(error) {
  const text = error.stack ?? error.message ?? error.value;
  return text.replaceAll(/\u001b\[\d+m/g, "").replace(/^Call log:[^]*?(?=^ {4}at |$(?![^]))/m, "");
}
