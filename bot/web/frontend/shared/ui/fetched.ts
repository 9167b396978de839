import { signal } from '@preact/signals';

const LONGEST_PAUSE = 30_000;

/** Whether the service has another build by now, so that this page's code is gone from it. */
export const outdated = signal(false);

/**
 * Code that is fetched when it is wanted: where the line is cut it is asked for again until it comes.
 *
 * Firefox takes an address that has failed for failed until the page is left, so the same code is asked for under another one; the error names it.
 */
export async function fetched<M>(load: () => Promise<M>): Promise<M> {
  for (let pause = 1000; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await load();
    } catch (error) {
      if (await isOutdated()) outdated.value = true;
      await new Promise((done) => setTimeout(done, pause));
      const address = /module: ([^\s?]+)/.exec(`${error}`)?.[1];
      if (address) load = () => import(/* @vite-ignore */ `${address}?${Date.now()}`);
    }
  }
}

/** The page as it is served now names its script by the build; whatever else is answered says nothing. */
async function isOutdated(): Promise<boolean> {
  try {
    const served = /src="(\/assets\/[^"]+)/.exec(await (await fetch(location.href)).text())?.[1];
    return !!served && !document.querySelector(`[src="${served}"]`);
  } catch {
    return false;
  }
}
