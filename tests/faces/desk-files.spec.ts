import { Agent, WORDS } from './agent';
import { expect, test } from './shopper';

const FILES = {
  en: { file: 'Private notes and tags', note: 'Note for colleagues', addNote: 'Add the note', tag: 'New tag', addTag: 'Add the tag', passOn: 'Pass on…', to: 'To a colleague', passNote: 'Note for them (private)', yes: 'Pass on', told: (name: string) => `The conversation was passed on to ${name}.`, why: 'Why it is over', solved: 'Solved', away: 'The service does not answer just now. Please try again in a moment.', meanwhile: 'The customer has just written.', lid: 'the lid of my pot is cracked', secret: 'she sounds upset' },
  zh: { file: '内部备注与标签', note: '给同事的备注', addNote: '添加备注', tag: '新标签', addTag: '添加标签', passOn: '转交…', to: '转给同事', passNote: '给对方的备注（内部）', yes: '确认转交', told: (name: string) => `对话已转给 ${name}。`, why: '结束原因', solved: '已解决', away: '服务暂时没有应答，请稍后再试。', meanwhile: '顾客刚刚发来了新消息', lid: '我的锅盖裂了', secret: '她听起来很着急' },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];
  const more = FILES[language];

  test.describe(language, () => {
    test.use({ language });

    test('colleagues note, tag, pass on and close; the shopper reads that it was passed on, and no note', async ({ shopper, browser }) => {
      // Two or three browsers share what may be a busy machine.
      test.slow();
      const wide = { viewport: { width: 1360, height: 820 } };
      const [ann, bob] = [await Agent.open(browser, language, wide), await Agent.open(browser, language, wide)];
      await ann.join('Ann', 'agent');
      // The only one of that name, whoever else is at the desk.
      const name = `Bert-${language}-${process.pid}`;
      await bob.join(name, 'agent');
      await shopper.open();
      await shopper.say(words.ask);
      const about = `${more.lid} ${Date.now()}`;
      await shopper.field.fill(about);
      await shopper.field.press('Enter');
      await ann.entry(about).click();
      const take = ann.page.getByRole('button', { name: words.take, exact: true });
      await take.click();
      await expect(take).toHaveCount(0);
      await bob.entry(about).click();
      await ann.page.locator('[data-file] summary').click();
      await ann.page.getByRole('textbox', { name: more.note }).fill(more.secret);
      await ann.page.getByRole('button', { name: more.addNote }).click();
      await ann.page.getByRole('textbox', { name: more.tag }).fill('VIP');
      await ann.page.getByRole('button', { name: more.addTag }).click();
      await expect(bob.page.locator('[data-file] summary'), 'at once').toContainText('vip');
      await bob.page.locator('[data-file] summary').click();
      await expect(bob.page.locator('[data-file]')).toContainText(more.secret);
      expect(await ann.objections()).toEqual([]);
      await ann.shoot('file');
      await ann.page.getByRole('button', { name: more.passOn }).click();
      const dialog = ann.page.getByRole('dialog');
      await dialog.getByLabel(more.to).selectOption({ label: name });
      await dialog.getByLabel(more.passNote).fill(`${more.secret}!`);
      const passOn = dialog.getByRole('button', { name: more.yes, exact: true });
      await ann.page.route('**/transfer', (route) => route.abort());
      await passOn.click();
      await expect(dialog.getByRole('alert'), 'and what she wrote is still there').toHaveText(more.away);
      await ann.page.unroute('**/transfer');
      await passOn.click();
      await expect(dialog).toHaveCount(0);
      await expect(shopper.from('system').last()).toContainText(more.told(name));
      await expect(bob.page.locator('[data-file]')).toContainText(`${more.secret}!`);
      await bob.say(words.hello);
      await expect(shopper.from('agent')).toContainText(words.hello);
      await expect(shopper.panel.getByText(more.secret)).toHaveCount(0);
      await bob.page.getByLabel(more.why).selectOption({ label: more.solved });
      const late = `${words.parcel} ${Date.now()}`;
      await bob.page.route('**/close', async (route) => {
        await shopper.field.fill(late);
        await shopper.field.press('Enter');
        await expect(bob.from('shopper').last()).toContainText(late);
        await route.continue();
      }, { times: 1 });
      const close = bob.page.getByRole('button', { name: words.close, exact: true });
      await close.click();
      await expect(bob.page.getByRole('alert').filter({ hasText: more.meanwhile }), 'it was written at the same moment').toBeVisible();
      await expect(shopper.from('shopper').last()).toContainText(late);
      await bob.say(words.hello);
      await close.click();
      await expect(bob.page.getByRole('heading', { name: words.closed })).toBeVisible();
      await Promise.all([ann, bob].map((agent) => agent.page.context().close()));
    });
  });
}
