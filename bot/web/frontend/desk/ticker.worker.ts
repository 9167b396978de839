/** A page in the background is woken once a minute at most; a worker is not held back. */
setInterval(() => postMessage(null), 15_000);
