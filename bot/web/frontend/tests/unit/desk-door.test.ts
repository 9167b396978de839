import { afterEach, beforeEach, expect, test } from 'vitest';
import { DeskClient, type Handoff, type Me } from '../../desk/client';
import { Desk } from '../../desk/desk';
import type { Present } from '../../desk/present';
import { Problem } from '../../shared/api/problem';

const ANN: Me = { login: 'ann@shop.example', name: 'Ann', role: 'agent' };
const BOB: Me = { login: 'bob@shop.example', name: 'Bob', role: 'agent' };
const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 150));

/** The service as one tab finds it: `person` is whose session the browser's cookie is, `known` whether this tab has its CSRF token. */
class Browser extends DeskClient {
  person: Me | null = ANN;
  known = true;

  override async me(): Promise<Me | null> {
    this.known = this.person !== null;
    return this.person && { ...this.person };
  }

  override async handoffs(): Promise<Handoff[]> {
    return this.#taken();
  }

  override async beat(): Promise<Present[]> {
    return this.#taken();
  }

  override deskEvents = (): Promise<Response> => new Promise(() => {});

  #taken(): [] {
    if (!this.person || !this.known) throw new Problem(401, 'Nobody is signed in.');
    return [];
  }
}

let client: Browser;
let desk: Desk;
/** Who was in, one after the other; nobody is the door. */
let faces: (string | undefined)[];

beforeEach(async () => {
  client = new Browser();
  desk = new Desk(client);
  await desk.start();
  await settle();
  faces = [];
  desk.me.subscribe((me) => void faces.push(me?.login));
});

afterEach(() => {
  client.person = null;
  desk.enter(null);
});

test('a session that was begun anew in another tab is gone on with, and the door is not shown', async () => {
  client.known = false;
  await desk.look();
  expect(faces).toEqual([ANN.login, ANN.login]);
  await desk.look();
  await settle();
  expect(faces, 'its token is known now').toHaveLength(2);
});

test('the door is shown to whose session is over, and where somebody else has signed in', async () => {
  client.person = null;
  await desk.look();
  expect(desk.me.value).toBeNull();
  client.person = BOB;
  desk.enter(ANN);
  client.known = false;
  await desk.look();
  expect(desk.me.value).toBeNull();
});

test('a tab at the door comes along once the same person has signed in in another tab', async () => {
  client.person = null;
  await desk.look();
  dispatchEvent(new Event('focus'));
  await settle();
  expect(desk.me.value).toBeNull();
  client.person = BOB;
  dispatchEvent(new Event('focus'));
  await settle();
  expect(desk.me.value, 'what Ann has begun waits for her').toBeNull();
  client.person = ANN;
  document.dispatchEvent(new Event('visibilitychange'));
  await settle();
  expect(desk.me.value?.login).toBe(ANN.login);
});

test('a tab in which nobody was, or signed out, comes along with anybody', async () => {
  client.signOut = async () => void (client.person = null);
  await desk.signOut();
  expect(desk.me.value).toBeNull();
  client.person = BOB;
  dispatchEvent(new Event('focus'));
  await settle();
  expect(desk.me.value?.login).toBe(BOB.login);
});
