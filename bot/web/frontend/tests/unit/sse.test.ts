import { describe, expect, test } from 'vitest';
import { EventParser, type ServerEvent } from '../../shared/api/sse';

const STREAM =
  ': hello\nretry: 1500\n\nid: 1\nevent: message.added\ndata: {"a":1}\n\nevent: typing\r\ndata: {}\r\n\r\ndata: one\ndata: two\rdata:three\n\nid: 2\n\n: late\n\n';

const EXPECTED: ServerEvent[] = [
  { id: '1', type: 'message.added', data: '{"a":1}' },
  { id: null, type: 'typing', data: '{}' },
  { id: null, type: 'message', data: 'one\ntwo\nthree' },
];

describe('an event stream', () => {
  test('gives the same events however it is cut into pieces', () => {
    for (let size = 1; size <= STREAM.length; size++) {
      const parser = new EventParser();
      const events: ServerEvent[] = [];
      for (let at = 0; at < STREAM.length; at += size) events.push(...parser.push(STREAM.slice(at, at + size)));
      expect(events, `pieces of ${size}`).toEqual(EXPECTED);
      expect(parser.retry).toBe(1500);
    }
  });

  test('holds an unfinished event back', () => {
    const parser = new EventParser();
    expect(parser.push('data: half')).toEqual([]);
    expect(parser.push(' and half\n')).toEqual([]);
    expect(parser.push('\n')).toEqual([{ id: null, type: 'message', data: 'half and half' }]);
  });

  test('ignores what it does not know, and ids with a null character', () => {
    expect(new EventParser().push('id: a\0b\ncolour: red\ndata\n\n')).toEqual([{ id: null, type: 'message', data: '' }]);
  });
});
