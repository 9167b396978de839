// What a merchant writes beside the one script tag: who is signed in, and buttons that open the chat.
const shoptalk = (...command) => (window.Shoptalk = window.Shoptalk || []).push(command);

/** A fresh signed identity whenever the widget wants one: each is good for a few minutes and one use. */
async function identity() {
  const answer = await fetch('/identity');
  return (await answer.json()).identity;
}

shoptalk('identify', 'signedIn' in document.body.dataset ? identity : null);

document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('[data-ask]')) shoptalk('open');
});
