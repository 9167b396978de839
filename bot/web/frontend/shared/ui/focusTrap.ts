const FOCUSABLE = 'a[href], button:not([disabled]), textarea:not([disabled]), input:not([disabled]), summary, [tabindex="0"]';

/** Keeps Tab inside the document while the panel is open: after the last element comes the first. Esc leaves. */
export function holdFocus(event: KeyboardEvent): void {
  if (event.key !== 'Tab') return;
  const scope: ParentNode = document.querySelector('dialog[open]') ?? document;
  const stops = [...scope.querySelectorAll<HTMLElement>(FOCUSABLE)].filter((element) => element.checkVisibility());
  const first = stops.at(0);
  const last = stops.at(-1);
  const active = document.activeElement;
  const outside = !active || active === document.body;
  if (event.shiftKey && (outside || active === first)) land(event, last);
  else if (!event.shiftKey && (outside || active === last)) land(event, first);
}

function land(event: KeyboardEvent, element: HTMLElement | undefined): void {
  event.preventDefault();
  element?.focus();
}
