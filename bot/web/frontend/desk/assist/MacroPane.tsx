import { useEffect } from 'preact/hooks';
import { t } from '../../shared/i18n/phrases';
import type { Assist } from './assist';
import { m } from './macroWords';

/** The shop's macros beside the talk, each a press away. */
export function MacroPane({ assist, mayRun }: { assist: Assist; mayRun: boolean }) {
  const { macros, canned } = assist;
  useEffect(() => {
    void canned.read();
  }, [canned, assist.desk.chosen.value]);
  return (
    <section class="flex flex-col gap-2 text-sm">
      <h2 class="text-base font-semibold">{m('macros')}</h2>
      {macros.reading.value === 'failed' ? (
        <p role="alert" class="text-error">
          {m('unread')}{' '}
          <button type="button" class="btn btn-sm min-h-11" onClick={() => void canned.read()}>
            {t('retry')}
          </button>
        </p>
      ) : (
        <p class="text-base-content/75">{m(macros.reading.value === 'awaited' ? 'reading' : macros.all.value.length === 0 ? 'empty' : 'hint')}</p>
      )}
      {mayRun && (
        <ul class="flex flex-wrap gap-2">
          {macros.all.value.map((macro) => (
            <li key={macro.id}>
              <button
                type="button"
                class="btn btn-outline btn-sm h-auto min-h-11 border-base-content/50"
                onClick={() => {
                  assist.side.value = false;
                  void macros.choose(macro);
                }}
              >
                {macro.name}
              </button>
            </li>
          ))}
        </ul>
      )}
      {assist.desk.decides && (
        <button type="button" class="btn btn-outline btn-sm min-h-11 self-start border-base-content/50" onClick={() => void macros.edit()}>
          {m('edit')}
        </button>
      )}
    </section>
  );
}
