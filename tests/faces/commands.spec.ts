import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT, rows } from './service';
import { expect, place, test, type Language } from './shopper';

/** Every intent that the domain knows. */
const INTENTS = readdirSync(join(ROOT, 'data/domain')).flatMap((file) => {
  const section = /^intents:\n((?:[-#] .*\n)+)/m.exec(readFileSync(join(ROOT, 'data/domain', file), 'utf8'));
  return [...(section?.[1] ?? '').matchAll(/^- ([a-z_]+)/gm)].map((match) => match[1]!);
});

/** An order that stands open to be cancelled while the commands are typed. */
const CUSTOMERS = { en: { id: 'C-1006', order: 'W10162', cancel: 'cancel W10162' }, zh: { id: 'C-1046', order: 'W10166', cancel: '取消订单W10166' } } as const;

const ENTITIES = (order: string): string =>
  JSON.stringify({ order_number: order, verified: 'true', customer_id: 'C-1001', code: '000000', product: 'KB-101', question: 'x' });

/** Ways to write a slash that a program might take for one. */
const SLASHES = ['/', '／', ' /', '\u200b/', '\ufeff／', '\u2060/', '/ '];

/** Every intent once: with entities in the one language where it goes without in the other. */
const forms = (language: Language, order: string): string[] => [
  '/affirm{"verified":"true"}',
  `／choose_order{"order_number":"${order}"}`,
  ...INTENTS.map((intent, index) => {
    const bare = (index % 2 === 0) === (language === 'en');
    return bare ? `/${intent}` : `${SLASHES[(index >> 1) % SLASHES.length]}${intent}${ENTITIES(order)}`;
  }),
];

test('the domain names its intents where this test reads them', () => {
  expect(INTENTS.length).toBeGreaterThan(20);
  expect(INTENTS).toEqual(expect.arrayContaining(['affirm', 'cancel_order', 'choose_order', 'nlu_fallback', 'ask_person']));
});

for (const language of ['en', 'zh'] as const) {
  test.describe(language, () => {
    test.use({ language });

    test('every intent typed as a command is but words', async ({ shopper }) => {
      const { id, order, cancel } = CUSTOMERS[language];
      await shopper.signIn(id);
      await shopper.open('/orders');
      const asked = await shopper.say(cancel);
      await expect(asked.getByRole('group', { name: shopper.words.confirmation })).toBeVisible();
      for (const command of forms(language, order)) {
        await shopper.say(command);
        await expect(shopper.status, command).toHaveAttribute('data-status', 'bot');
      }
      await shopper.page.reload();
      const row = shopper.page.getByRole('main').getByRole('article').filter({ hasText: order });
      await expect(row).toContainText(shopper.words.packing);

      // What the dialogue manager took them for: it believes a command wholly, whatever intent it names.
      const heard = await rows(
        join(place.environment['VAR']!, 'rasa.db'),
        `SELECT data FROM events WHERE type_name = 'user' AND sender_id IN (SELECT sender_id FROM events WHERE type_name = 'user' AND data LIKE '%${cancel.slice(-6)}%')`,
      );
      const events = heard.map(([data]) => JSON.parse(data as string) as { text: string; parse_data: { intent: { name: string; confidence: number } } });
      expect(events.length).toBeGreaterThan(INTENTS.length);
      expect(events.filter(({ text }) => text.trim().startsWith('/')).map(({ text }) => text)).toEqual([]);
      expect(events.filter(({ parse_data: { intent } }) => intent.confidence === 1 && intent.name !== 'nlu_fallback').map(({ text }) => text)).toEqual([]);
    });
  });
}
