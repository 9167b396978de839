import { Agent } from './agent';
import { expect, test } from './shopper';
import { Staff } from './staff';

const WORDS = {
  en: {
    accounts: 'Accounts', teams: 'Teams', fresh: 'Name of a new team', make: 'Make the team', saved: 'Saved.', joins: /^Take somebody into/, rename: /^Rename:/, newName: /^New name of/, save: 'Save', taken: /another name/, remove: /^Remove:/, yes: /^Yes:/,
    about: 'the lid of my sugar bowl is chipped, number 9917', pass: 'Pass on…', nobody: /^Nobody of/, toTeam: 'To a team', passYes: 'Pass on', mine: 'For my teams', all: 'All conversations', filter: 'Team', tag: 'Tag', newTag: 'New tag', addTag: 'Add the tag',
    more: 'More filters', topic: 'Topic', file: /^Private notes/,
  },
  zh: {
    accounts: '账号管理', teams: '团队', fresh: '新团队的名称', make: '创建团队', saved: '已保存。', joins: /^将同事加入/, rename: /：重命名$/, newName: /的新名称$/, save: '保存', taken: /换一个名称/, remove: /：删除$/, yes: /^确定：/,
    about: '我的糖罐盖子缺了一角，编号7719', pass: '转交…', nobody: /现在无人在岗/, toTeam: '转给团队', passYes: '确认转交', mine: '我的团队', all: '全部对话', filter: '团队', tag: '标签', newTag: '新标签', addTag: '添加标签',
    more: '更多筛选', topic: '主题', file: /^内部备注/,
  },
} as const;

for (const language of ['en', 'zh'] as const) {
  const words = WORDS[language];

  test.describe(language, () => {
    test.use({ language });

    test('a team is made, a conversation passed on to it, and found by it', async ({ shopper, browser }) => {
      test.setTimeout(240_000);
      const name = `Glaze ${language} ${process.pid}`;
      const admin = await Staff.open(browser, language);
      await admin.join('Ada', 'admin');
      const tess = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      const login = await tess.join('Tess', 'agent');
      await admin.goTo(words.accounts);
      const teams = admin.block(words.teams);
      await teams.getByLabel(words.fresh).fill(`${name} x`);
      await teams.getByRole('button', { name: words.make }).click();
      const row = teams.getByRole('article', { name: `${name} x`, exact: true });
      await row.getByRole('button', { name: words.rename }).click();
      await row.getByLabel(words.newName).fill(name);
      await row.getByRole('button', { name: words.save, exact: true }).click();
      const team = teams.getByRole('article', { name, exact: true });
      await expect(team).toBeVisible();
      await teams.getByLabel(words.fresh).fill(name.toUpperCase());
      await teams.getByRole('button', { name: words.make }).click();
      await expect(teams.getByRole('alert')).toHaveText(words.taken);
      await team.getByLabel(words.joins).selectOption(login);
      await expect(team.getByRole('list').getByText('Tess')).toBeVisible();
      expect(await admin.objections()).toEqual([]);
      await admin.shoot('teams');

      await shopper.open();
      await shopper.say(tess.words.ask);
      await shopper.field.fill(words.about);
      await shopper.field.press('Enter');
      const ann = await Agent.open(browser, language, { viewport: { width: 1360, height: 820 } });
      await ann.join('Ann', 'agent');
      await ann.entry(words.about).click();
      await ann.page.getByRole('button', { name: ann.words.take, exact: true }).click();
      await ann.page.getByRole('button', { name: words.pass }).click();
      const dialog = ann.page.getByRole('dialog');
      const choice = dialog.getByLabel(words.toTeam, { exact: true });
      await choice.selectOption(name);
      await expect(choice.locator('option:checked')).toHaveText(/1/);
      await expect(dialog.getByText(words.nobody)).toHaveCount(0);
      expect(await ann.objections()).toEqual([]);
      await ann.shoot('pass-on');
      await dialog.getByRole('button', { name: words.passYes, exact: true }).click();

      const mine = tess.page.getByRole('heading', { name: words.mine }).locator('..');
      await expect(mine.getByRole('button').filter({ hasText: words.about })).toBeVisible();
      await expect(mine.getByRole('button').filter({ hasText: name })).toBeVisible();
      await tess.shoot('my-teams');

      await tess.page.getByRole('button', { name: words.all }).click();
      const list = tess.page.getByRole('navigation', { name: words.all });
      await list.getByText(words.more).click();
      await list.getByLabel(words.filter, { exact: true }).selectOption(name);
      await expect(list.getByRole('listitem').getByRole('button').filter({ hasText: words.about })).toBeVisible();
      await expect(list.getByRole('listitem')).toHaveCount(1);
      expect(await tess.objections()).toEqual([]);
      await tess.shoot('filters');
      await expect.poll(() => new URLSearchParams(new URL(tess.page.url()).hash.slice(1)).get('team')).toBe(name);
      // What was shared is found as it was, whatever there is of it by now.
      await tess.page.goto(`${tess.page.url().split('#')[0]}#team=${encodeURIComponent(name)}&tag=never-used`);
      await tess.page.reload();
      await expect(list.getByLabel(words.tag, { exact: true })).toHaveValue('never-used');
      await expect(list.getByRole('listitem')).toHaveCount(0);
      await list.getByLabel(words.tag, { exact: true }).selectOption('');
      await expect(list.getByRole('listitem')).toHaveCount(1);

      await team.getByRole('button', { name: words.remove }).click();
      await admin.page.getByRole('dialog').getByRole('button', { name: words.yes }).click();
      await expect(team).toHaveCount(0);
      await ann.entry(words.about).first().click();
      await ann.page.context().close();
      await tess.page.context().close();
      await admin.leave();
    });
  });
}
