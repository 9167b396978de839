// What a merchant writes beside the one script tag: who is signed in, and buttons that open the chat.
const whenReady = (act) => (window.Shoptalk ? act() : addEventListener('shoptalk:ready', act, { once: true }));

/** A fresh signed identity whenever the widget wants one: each is good for a few minutes and one use. */
async function identity() {
  const answer = await fetch('/identity');
  return (await answer.json()).identity;
}

whenReady(() => window.Shoptalk.identify('signedIn' in document.body.dataset ? identity : null));

document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-ask]')) whenReady(() => window.Shoptalk.open());
});
