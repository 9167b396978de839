const LONGEST_PAUSE = 30_000;

/** Code that is fetched when it is wanted: where the line is cut it is asked for again until it comes. */
export async function fetched<M>(load: () => Promise<M>): Promise<M> {
  for (let pause = 1000; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await load();
    } catch {
      await new Promise((done) => setTimeout(done, pause));
    }
  }
}
