import { describe, expect, test } from 'vitest';
import { Feedback, isJudged } from '../../panel/feedback';
import { Client } from '../../shared/api/client';
import type { Author, Message } from '../../shared/api/message';
import type { Part } from '../../shared/api/parts';
import { Problem } from '../../shared/api/problem';
import { ratedAfter } from '../../shared/chat/ratedAfter';

const SESSION = { conversation_id: 'c_1', token: 't' };
const TEXT: Part = { kind: 'text', text: 'hi' };
const CONFIRMATION: Part = { kind: 'confirmation', summary: '?', changes: [], confirm: { id: 'y' }, decline: { id: 'n' } };
const message = (id: string, author: Author, at = '', parts: readonly Part[] = [TEXT]): Message => ({ id, author, parts, at });
const rating = (endedAt: string) => ({ endedAt: Date.parse(endedAt) });

/** A client whose answers the test gives. */
class Scripted extends Client {
  readonly asked: [string, unknown][] = [];
  answer: () => unknown = () => ({ thumbs: {}, rating: null });

  override async of(_: unknown, what: string, body?: unknown): Promise<unknown> {
    this.asked.push([what, body]);
    return this.answer();
  }
}

async function settled(): Promise<void> {
  await new Promise((done) => setTimeout(done));
}

describe('what is marked', () => {
  test('answers of the assistant, and nothing that has to be settled', () => {
    expect(isJudged(message('1', 'bot'))).toBe(true);
    expect(isJudged({ ...message('1', 'bot'), draft: true })).toBe(false);
    for (const author of ['shopper', 'agent', 'system'] as const) expect(isJudged(message('1', author))).toBe(false);
    expect(isJudged(message('1', 'bot', '', [TEXT, CONFIRMATION]))).toBe(false);
    expect(isJudged(message('1', 'bot', '', [TEXT, { kind: 'handoff', status: 'queued' }]))).toBe(false);
  });

  test('a rating stands after the last that was said before the person left', () => {
    const messages = [message('1', 'agent', '2026-11-26T10:00:00+00:00'), message('2', 'system', '2026-11-26T10:01:00.5+00:00'), message('3', 'shopper', '2026-11-26T10:02:00+00:00')];
    expect(ratedAfter(messages, rating('2026-11-26T10:01:00.5+00:00'))).toBe('2');
    expect(ratedAfter(messages, rating('2026-11-26T09:00:00+00:00'))).toBeUndefined();
  });
});

describe('marks', () => {
  test('are asked for once, and again when a person has left', async () => {
    const client = new Scripted();
    const feedback = new Feedback(client);
    feedback.follow(SESSION, 'bot', false);
    for (let again = 0; again < 3; again++) feedback.follow(SESSION, 'bot', true);
    feedback.follow(SESSION, 'assigned', true);
    client.answer = () => ({ thumbs: { m_1: true }, rating: { handoff_id: 'h_1', ended_at: '2026-11-26T10:00:00Z', open: true, state: 'asked', score: null, comment: '' } });
    feedback.follow(SESSION, 'closed', true);
    await settled();
    expect(client.asked).toHaveLength(3);
    expect([...feedback.thumbs.value]).toEqual([['m_1', true]]);
    expect(feedback.rating.value?.handoffId).toBe('h_1');
    feedback.follow(null, 'bot', false);
    expect([feedback.thumbs.value.size, feedback.rating.value]).toEqual([0, null]);
  });

  test('that cannot be kept fall back and say so', async () => {
    const client = new Scripted();
    const feedback = new Feedback(client);
    feedback.follow(SESSION, 'bot', true);
    await feedback.judge('m_1', true);
    client.answer = () => {
      throw new Problem(503, 'try again');
    };
    const second = feedback.judge('m_1', false);
    expect(feedback.thumbs.value.get('m_1')).toBe(false);
    await second;
    expect(feedback.thumbs.value.get('m_1')).toBe(true);
    expect(feedback.failed.value.has('m_1')).toBe(true);
    expect(client.asked.at(-1)).toEqual(['messages/m_1/thumb', { helpful: false }]);
  });
});
