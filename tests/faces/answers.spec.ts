import { expect, test, type Language } from './shopper';

interface Talk {
  readonly policy: { readonly ask: string; readonly told: RegExp; readonly document: string; readonly quote: RegExp; readonly page: string };
  readonly followUp: { readonly ask: string; readonly told: RegExp };
  readonly product: { readonly ask: string; readonly title: string; readonly told: RegExp; readonly price: string };
  readonly need: { readonly ask: string; readonly most: number; readonly refine: string; readonly reason: RegExp };
  readonly buyers: { readonly ask: string; readonly told: RegExp; readonly about: string };
  readonly unknown: { readonly ask: string; readonly told: RegExp; readonly person: RegExp };
}

const TALKS: Readonly<Record<Language, Talk>> = {
  en: {
    policy: { ask: 'How long do I have to return shoes?', told: /45 days/, document: 'Returns', quote: /Shoes.*45 days/, page: '/help/returns' },
    followUp: { ask: 'and for headphones?', told: /30 days/ },
    product: { ask: 'Is the Meander split keyboard in stock?', title: 'Meander split keyboard', told: /in stock/, price: '$219.00' },
    need: { ask: 'a desk lamp under 100', most: 100, refine: 'cheaper', reason: /in stock/ },
    buyers: { ask: 'what do buyers say about the Harbour 500?', told: /\d+ reviews/, about: 'Harbour 500' },
    unknown: { ask: 'do you have a shop in Berlin?', told: /I don't know/, person: /^(Talk to a person|Leave a message for a person)$/ },
  },
  zh: {
    policy: { ask: '鞋子多久之内可以退货？', told: /45天/, document: '退货', quote: /鞋.*45天/, page: '/help/returns' },
    followUp: { ask: '那耳机呢？', told: /30天/ },
    product: { ask: '蜿蜒分体键盘有货吗？', title: '蜿蜒分体键盘', told: /有货/, price: '219.00' },
    need: { ask: '想买一个台灯，预算100以内', most: 100, refine: '便宜一点的', reason: /现货/ },
    buyers: { ask: '静港500降噪头戴耳机大家评价怎么样', told: /\d+ ?条评价/, about: '静港500' },
    unknown: { ask: '有学生优惠吗？', told: /不清楚/, person: /^(转人工客服|给人工客服留言)$/ },
  },
};

const price = (words: string): number => Number(/\d[\d,]*\.\d\d/.exec(words)![0].replace(',', ''));

for (const language of ['en', 'zh'] as const) {
  const talk = TALKS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a question on policy is answered with its source, which opens; a follow-up is understood', async ({ shopper, shop }) => {
      await shopper.open();
      const answer = await shopper.say(talk.policy.ask);
      await expect(answer).toContainText(talk.policy.told);
      await answer.getByRole('button', { name: new RegExp(`^${shopper.words.source} 1`) }).last().click();
      const source = shopper.panel.getByRole('dialog', { name: talk.policy.document });
      await expect(source).toContainText(talk.policy.quote);
      const link = source.getByRole('link');
      await expect(link).toHaveAttribute('href', new RegExp(`${talk.policy.page}$`));
      await link.click();
      await expect(shopper.page).toHaveURL(shop + talk.policy.page);
      await expect(shopper.page.getByRole('main')).toContainText(talk.policy.told);
      await expect(shopper.from('bot')).toHaveCount(1);
      const second = await shopper.say(talk.followUp.ask);
      await expect(second).toContainText(talk.followUp.told);
      await expect(second).not.toContainText(talk.policy.told);
      await expect(second.getByRole('button', { name: new RegExp(`^${shopper.words.source} 1`) })).not.toHaveCount(0);
    });

    test('a question on a product is answered from the catalogue', async ({ shopper }) => {
      await shopper.open();
      const answer = await shopper.say(talk.product.ask);
      await expect(answer).toContainText(talk.product.told);
      const card = answer.getByRole('listitem').filter({ hasText: talk.product.title });
      await expect(card).toContainText(talk.product.price);
      await card.getByRole('link').click();
      await expect(shopper.page.getByRole('heading', { level: 1 })).toHaveText(talk.product.title);
      await expect(shopper.page.getByRole('main')).toContainText(talk.product.price);
    });

    test('products are recommended with a reason each, and refined', async ({ shopper }) => {
      await shopper.open();
      const first = await shopper.say(talk.need.ask);
      const cards = first.getByRole('listitem').filter({ has: shopper.panel.getByRole('heading') });
      await expect(cards).not.toHaveCount(0);
      const before = (await cards.allInnerTexts()).map(price);
      expect(Math.max(...before)).toBeLessThanOrEqual(talk.need.most);
      for (const card of await cards.all()) await expect(card).toContainText(talk.need.reason);
      const refined = (await shopper.say(talk.need.refine)).getByRole('listitem').filter({ has: shopper.panel.getByRole('heading') });
      await expect(refined).not.toHaveCount(0);
      const after = (await refined.allInnerTexts()).map(price);
      expect(Math.max(...after)).toBeLessThan(Math.max(...before));
    });

    test('what buyers say is counted and quoted', async ({ shopper }) => {
      await shopper.open();
      const answer = await shopper.say(talk.buyers.ask);
      await expect(answer.getByRole('heading')).toContainText(talk.buyers.about);
      await expect(answer).toContainText(talk.buyers.told);
      await expect(answer.getByRole('blockquote').first()).toBeVisible();
    });

    test('what the documents do not hold is not made up, and a person is offered', async ({ shopper }) => {
      await shopper.open();
      const answer = await shopper.say(talk.unknown.ask);
      await expect(answer).toContainText(talk.unknown.told);
      await expect(answer.getByRole('button', { name: talk.unknown.person })).toBeEnabled();
    });
  });
}
