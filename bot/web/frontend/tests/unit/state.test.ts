import { describe, expect, test } from 'vitest';
import type { ConversationEvent } from '../../shared/api/events';
import { wordsOf, type Author, type Message } from '../../shared/api/message';
import { openOffer } from '../../shared/conversation/offers';
import * as chat from '../../shared/conversation/state';
import type { ChatState, Outgoing } from '../../shared/conversation/state';

const message = (id: string, author: Author, text: string): Message => ({ id, author, parts: [{ kind: 'text', text }] });
const added = (id: string, author: Author, text: string): ConversationEvent => ({ type: 'message.added', message: message(id, author, text) });
const outgoing = (key: string, shown: string): Outgoing => ({ key, outbound: { text: shown }, shown, pictures: [], delivery: 'sending' });
const after = (...events: ConversationEvent[]): ChatState => events.reduce(chat.reduce, chat.EMPTY);
const shown = (state: ChatState): string[] => [...state.messages.map(wordsOf), ...chat.untold(state).map((own) => `…${own.shown}`)];

describe('what the service tells', () => {
  test('stands in its order, and twice told is shown once', () => {
    expect(shown(after(added('1', 'shopper', 'a'), added('2', 'bot', 'b'), added('1', 'shopper', 'a')))).toEqual(['a', 'b']);
  });

  test('a draft grows and the finished message takes its place', () => {
    const draft = after(
      { type: 'message.started', messageId: '2' },
      { type: 'message.delta', messageId: '2', text: 'You ' },
      { type: 'message.delta', messageId: '2', text: 'can' },
    );
    expect(draft.messages).toEqual([{ ...message('2', 'bot', 'You can'), draft: true }]);
    const done = chat.reduce(draft, added('2', 'bot', 'You can return it.'));
    expect(done.messages).toEqual([message('2', 'bot', 'You can return it.')]);
  });

  test('after a reconnect a draft begins anew and does not repeat itself', () => {
    const state = after(
      { type: 'message.delta', messageId: '2', text: 'You ' },
      { type: 'message.started', messageId: '2' },
      { type: 'message.delta', messageId: '2', text: 'You can' },
    );
    expect(shown(state)).toEqual(['You can']);
  });

  test('late pieces of a finished message change nothing', () => {
    const done = after(added('2', 'bot', 'Done.'));
    expect(chat.reduce(done, { type: 'message.delta', messageId: '2', text: ' more' })).toEqual(done);
    expect(chat.reduce(done, { type: 'message.started', messageId: '2' })).toEqual(done);
  });

  test('a replaced message stays where it was', () => {
    const replaced: ConversationEvent = { type: 'message.replaced', message: message('1', 'bot', 'better') };
    expect(shown(after(added('1', 'bot', 'worse'), added('2', 'bot', 'next'), replaced))).toEqual(['better', 'next']);
  });

  test('what the bot had half written goes when a person has the conversation, and when it is withdrawn', () => {
    const half = after({ type: 'typing', active: true, author: 'bot' }, added('1', 'shopper', 'a'), { type: 'message.delta', messageId: '2', text: 'You ' });
    const taken = chat.reduce(half, { type: 'conversation.updated', status: 'assigned' });
    expect([shown(taken), taken.typing]).toEqual([['a'], false]);
    expect(shown(chat.reduce(half, { type: 'message.withdrawn', messageId: '2' }))).toEqual(['a']);
    expect(shown(chat.reduce(half, { type: 'message.withdrawn', messageId: '1' }))).toEqual(['a', 'You ']);
    expect(shown(chat.reduce(half, { type: 'conversation.updated', status: 'bot' }))).toEqual(['a', 'You ']);
  });

  test('a reply ends the typing, the shopper’s own message does not', () => {
    const typing = after({ type: 'typing', active: true, author: 'bot' });
    expect(chat.reduce(typing, added('1', 'shopper', 'a')).typing).toBe(true);
    expect(chat.reduce(typing, added('2', 'bot', 'b')).typing).toBe(false);
  });
});

describe('history', () => {
  test('goes before what came by events meanwhile, which is not lost', () => {
    const meanwhile = after(added('2', 'bot', 'b'), added('3', 'bot', 'c'));
    expect(shown(chat.recall(meanwhile, [message('1', 'shopper', 'a'), message('2', 'bot', 'b')]))).toEqual(['a', 'b', 'c']);
  });

  test('takes away the bubble of a message that had got through', () => {
    const sending = chat.changed(chat.sendingOff(chat.EMPTY, outgoing('k', 'hello')), 'k', { delivery: 'sent', messageId: '1' });
    expect(shown(chat.recall(sending, [message('1', 'shopper', 'hello')]))).toEqual(['hello']);
  });
});

describe('a message on its way', () => {
  const sending = chat.sendingOff(chat.EMPTY, outgoing('k', 'hello'));

  test('shows once when the answer comes before the event', () => {
    const accepted = chat.accepted(sending, 'k', '1');
    expect(shown(accepted)).toEqual(['…hello']);
    expect(shown(chat.reduce(accepted, added('1', 'shopper', 'hello')))).toEqual(['hello']);
  });

  test('shows once when the event comes before the answer', () => {
    const told = chat.reduce(sending, added('1', 'shopper', 'hello'));
    expect(shown(told)).toEqual(['hello']);
    expect(told.outgoing, 'it is the service’s only once it says so').toHaveLength(1);
    const accepted = chat.accepted(told, 'k', '1');
    expect([shown(accepted), accepted.outgoing]).toEqual([['hello'], []]);
  });

  test('is shown again when the words that were told were another tab’s', () => {
    const told = chat.reduce(sending, added('9', 'shopper', 'hello'));
    expect(shown(chat.accepted(told, 'k', '1'))).toEqual(['hello', '…hello']);
    const failed = chat.changed(told, 'k', { delivery: 'failed' });
    expect(shown(chat.reduce(failed, added('9', 'shopper', 'hello')))).toEqual(['hello', '…hello']);
  });

  test('is not taken for the one behind it, whose words are told', () => {
    const waiting = chat.sendingOff(chat.changed(sending, 'k', { delivery: 'waiting' }), outgoing('l', ''));
    expect(shown(chat.reduce(waiting, added('1', 'shopper', '')))).toEqual(['', '…hello', '…']);
  });

  test('is not taken for the same words of another tab once it has its own id', () => {
    const accepted = chat.accepted(sending, 'k', '1');
    expect(shown(chat.reduce(accepted, added('9', 'shopper', 'hello')))).toEqual(['hello', '…hello']);
  });
});

describe('an offer', () => {
  const offer: ConversationEvent = {
    type: 'message.added',
    message: { id: '1', author: 'bot', parts: [{ kind: 'choices', items: [{ id: 'c', title: 'Yes' }] }] },
  };

  test('is open until the shopper says something', () => {
    expect(openOffer(after(offer))).toBe('1');
    expect(openOffer(after(offer, added('2', 'bot', 'Take your time.')))).toBe('1');
    expect(openOffer(after(offer, added('2', 'shopper', 'no')))).toBeNull();
    expect(openOffer(chat.sendingOff(after(offer), outgoing('k', 'Yes')))).toBeNull();
  });

  test('is open though what was said before it waits for its answer', () => {
    const told = chat.reduce(chat.sendingOff(chat.EMPTY, outgoing('k', 'shoes')), added('0', 'shopper', 'shoes'));
    expect(openOffer(chat.reduce(told, offer))).toBe('1');
  });

  test('is open again when the choice did not get through', () => {
    const failed = chat.changed(chat.sendingOff(after(offer), outgoing('k', 'Yes')), 'k', { delivery: 'failed' });
    expect(openOffer(failed)).toBe('1');
  });

  test('is closed by a later one', () => {
    expect(openOffer(after(offer, { ...offer, message: { ...offer.message, id: '2' } }))).toBe('2');
  });
});

test('a message that says something else now stays at its place, and one that is not known is not added', () => {
  const state = after(added('1', 'bot', 'place 2'), added('2', 'shopper', 'thanks'));
  const changed = chat.reduce(state, { type: 'message.changed', message: message('1', 'bot', 'place 1') });
  expect(changed.messages.map(wordsOf)).toEqual(['place 1', 'thanks']);
  expect(chat.reduce(changed, { type: 'message.changed', message: message('9', 'bot', 'elsewhere') }).messages).toEqual(changed.messages);
});

test('the shopper’s own typing is not the shop’s, and a read mark of one side leaves the other’s', () => {
  const typing = chat.reduce(chat.EMPTY, { type: 'typing', active: true, author: 'shopper' });
  expect([typing.typing, typing.shopperTyping]).toEqual([false, true]);
  const marked = chat.reduce(chat.reduce(typing, { type: 'seen', by: 'agent', messageId: 'm1' }), { type: 'seen', by: 'shopper', messageId: 'm2' });
  expect(marked.seen).toEqual({ agent: 'm1', shopper: 'm2' });
});
