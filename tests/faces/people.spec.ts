import { bot } from './service';
import { expect, place, test, type Language } from './shopper';

interface Talk {
  readonly before: string;
  readonly ask: string;
  readonly waiting: string;
  readonly said: string;
  readonly reply: string;
  readonly with: string;
  readonly own: string;
  readonly after: { readonly ask: string; readonly told: RegExp };
}

const TALKS: Readonly<Record<Language, Talk>> = {
  en: {
    before: 'my parcel smells of lavender, number 7731',
    ask: 'I want to talk to a person',
    waiting: 'Waiting for a person',
    said: 'are you there?',
    reply: 'Hello, this is Mei from Maple Lane. That is the eye pillow!',
    with: 'A person is with you',
    own: 'Answers from the shop’s own pages',
    after: { ask: 'How long do I have to return shoes?', told: /45 days/ },
  },
  zh: {
    before: '我的包裹有薰衣草味，编号8842',
    ask: '转人工',
    waiting: '正在等待人工客服',
    said: '有人吗？',
    reply: '您好，我是枫巷的小梅。那是眼枕的香味！',
    with: '人工客服正在为您服务',
    own: '依据本店资料为您解答',
    after: { ask: '鞋子多久之内可以退货？', told: /45天/ },
  },
};

/** The handoff of the shopper who said these words. */
async function handoffOf(words: string): Promise<string> {
  const listed = await bot(place, 'handoffs', 'list');
  const handoff = listed.split(/\n(?=\S)/).find((entry) => entry.includes(words));
  if (!handoff) throw new Error(`nobody who said ${words} waits:\n${listed}`);
  return handoff.split(/\s/)[0]!;
}

for (const language of ['en', 'zh'] as const) {
  const talk = TALKS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a person is asked for, answers, and gives the conversation back', async ({ shopper }) => {
      await shopper.open();
      await shopper.say(talk.before);
      await shopper.say(talk.ask);
      await expect(shopper.status).toHaveText(talk.waiting);
      const answered = await shopper.from('bot').count();
      await shopper.field.fill(talk.said);
      await shopper.field.press('Enter');
      await expect(shopper.from('shopper').last()).toContainText(talk.said);

      const handoff = await handoffOf(talk.before);
      await bot(place, 'handoffs', 'answer', handoff, talk.reply);
      await expect(shopper.from('agent')).toContainText(talk.reply);
      await expect(shopper.status).toHaveText(talk.with);
      await expect(shopper.from('bot')).toHaveCount(answered);

      await bot(place, 'handoffs', 'return', handoff);
      await expect(shopper.status).toHaveText(talk.own);
      await expect(await shopper.say(talk.after.ask)).toContainText(talk.after.told);
    });

    test('who waits for a person may think better of it', async ({ shopper }) => {
      await shopper.open();
      await shopper.say(talk.ask);
      await expect(shopper.status).toHaveText(talk.waiting);
      await shopper.panel.getByRole('list').getByRole('button').last().click();
      await expect(shopper.status).toHaveText(talk.own);
      await expect(await shopper.say(talk.after.ask)).toContainText(talk.after.told);
    });
  });
}
