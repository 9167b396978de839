import type { FullResult, Reporter, TestCase } from '@playwright/test/reporter';

/** Ends the run with "N passed, N failed" alone on a line, for whoever adds up the suites. */
export default class Tally implements Reporter {
  readonly #tests = new Set<TestCase>();

  onTestEnd(test: TestCase): void {
    this.#tests.add(test);
  }

  async onExit(): Promise<void> {
    const passed = [...this.#tests].filter((test) => test.outcome() === 'expected' || test.outcome() === 'flaky').length;
    const failed = [...this.#tests].filter((test) => test.outcome() === 'unexpected').length;
    process.stdout.write(`${passed} passed, ${failed} failed\n`);
  }

  onEnd(_result: FullResult): void {}

  printsToStdio(): boolean {
    return false;
  }
}
