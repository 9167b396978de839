import type { Shoptalk, ShoptalkCommandName, ShoptalkIdentity, ShoptalkPage } from '../../../../docs/embedding/shoptalk';
import { EVENTS, LONGEST_MESSAGE } from '../shared/protocol';
import { complain, given } from './complain';
import type { Launcher, Listener } from './launcher';
import { readWishes } from './settings';

type Command = (...given: unknown[]) => unknown;

const VERSION = '1.0';

/** `window.Shoptalk` over a launcher: callable by name, with a method for each command, and a queue. */
export function apiOf(launcher: Launcher): Shoptalk {
  const commands = commandsOf(launcher);
  const call = (name: unknown, ...more: unknown[]): unknown => run(commands, name, more);
  const api: Command = call;
  for (const name in commands) {
    if (Object.hasOwn(commands, name)) define(api, name, { value: (...more: unknown[]) => call(name, ...more) });
  }
  define(api, 'push', { value: (...queued: unknown[]) => replay(call, queued) });
  define(api, 'version', { value: VERSION });
  define(api, 'isOpen', { get: () => launcher.isOpen });
  define(api, 'unread', { get: () => launcher.unread });
  return api as unknown as Shoptalk;
}

/** Commands that a page queued before we were there: an array of arrays, or a function that collected what it was called with. */
export function replay(api: Command, queued: unknown): void {
  const from = (typeof queued === 'function' ? (queued as { q?: unknown }).q : queued) as ArrayLike<unknown> | undefined;
  for (let at = 0; at < (from?.length ?? 0); at++) {
    const command = from![at];
    if (typeof command === 'object' && command) api(...(command as unknown[]));
    else complain(`${given(command)} is no command; a command is its name and what it takes: ["on", "message", listener]`);
  }
}

function define(api: object, name: string, property: PropertyDescriptor): void {
  Object.defineProperty(api, name, { enumerable: true, ...property });
}

function run(commands: Readonly<Record<string, Command>>, name: unknown, more: unknown[]): unknown {
  if (typeof name !== 'string' || !Object.hasOwn(commands, name)) {
    let accepted = '';
    for (const known in commands) if (Object.hasOwn(commands, known)) accepted += (accepted && ', ') + known;
    return complain(`${given(name)} is no command; accepted: ${accepted}`);
  }
  try {
    return commands[name]!(...more);
  } catch (error) {
    return complain(`${name} failed`, error);
  }
}

function commandsOf(launcher: Launcher): Readonly<Record<ShoptalkCommandName, Command>> {
  return {
    open: () => launcher.show(true),
    close: () => launcher.show(false),
    toggle: () => launcher.show(!launcher.isOpen),
    identify: async (identity) => {
      if (isIdentity(identity)) return launcher.identify(identity);
      refuse('identify', identity, 'a token signed by your server, a function that fetches one, or null for nobody');
    },
    signOut: () => launcher.identify(null),
    page: (page = {}) => {
      if (isPage(page)) return launcher.page(page);
      refuse('page', page, 'nothing, or {url, product_id, cart}, two texts and a whole number, all optional');
    },
    on: (event, listener) => (isListening('on', event, listener) ? launcher.on(event as string, listener as Listener) : () => {}),
    off: (event, listener) => {
      if (isListening('off', event, listener)) launcher.off(event as string, listener as Listener);
    },
    say: (text) => write(launcher, 'say', text),
    prefill: (text) => write(launcher, 'prefill', text),
    set: (look) => {
      if (typeof look === 'object' && look) return launcher.dress(readWishes(look as Readonly<Record<string, unknown>>));
      refuse('set', look, 'an object such as {accent: "#1d5c4b", corner: "left"}');
    },
  };
}

function write(launcher: Launcher, how: 'say' | 'prefill', text: unknown): void {
  if (typeof text === 'string' && text.trim() && text.length <= LONGEST_MESSAGE) return launcher.write(how, text.trim());
  refuse(how, text, `a text of 1 to ${LONGEST_MESSAGE} characters`);
}

function isIdentity(value: unknown): value is ShoptalkIdentity {
  return value === null || typeof value === 'function' || (typeof value === 'string' && value !== '');
}

function isPage(value: unknown): value is ShoptalkPage {
  if (typeof value !== 'object' || !value) return false;
  const { url, product_id, cart = 0 } = value as Record<string, unknown>;
  return isTextOrNone(url) && isTextOrNone(product_id) && Number.isInteger(cart);
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isListening(name: string, event: unknown, listener: unknown): boolean {
  const known = typeof event === 'string' && `, ${EVENTS},`.includes(`, ${event},`);
  if (!known) refuse(name, event, EVENTS);
  else if (typeof listener !== 'function') refuse(`${name}("${event as string}")`, listener, 'a function');
  return known && typeof listener === 'function';
}

function refuse(name: string, value: unknown, accepted: string): void {
  complain(`${name} was given ${given(value)}; accepted: ${accepted}`);
}
