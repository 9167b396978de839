import { useEffect, useRef } from 'preact/hooks';
import { Announcer } from '../shared/chat/Announcer';
import { announce } from '../shared/chat/announce';
import { t } from '../shared/i18n/phrases';
import { Icon } from '../shared/ui/Icon';
import type { Due, Proactive } from './proactive';
import { w } from './words';

interface Props {
  readonly proactive: Proactive;
  readonly due: Due;
  readonly onTake: () => void;
}

/** A word beside the closed panel, to be answered, put away, or wished away for good. It takes nobody's focus. */
export function Teaser({ proactive, due, onTake }: Props) {
  const box = useRef<HTMLElement>(null);
  useEffect(() => {
    announce(due.text);
    const observer = new ResizeObserver(() => proactive.measured(box.current?.getBoundingClientRect().height ?? 0));
    observer.observe(box.current!);
    return () => observer.disconnect();
  }, [due.id]);
  return (
    <section ref={box} class="flex flex-col gap-2 p-3 ps-4" aria-label={w('teaser')} data-teaser={due.id} onKeyDown={({ key }) => key === 'Escape' && proactive.dismiss()}>
      <div class="flex items-start gap-2">
        <p class="flex-1 pt-2 text-[.9375rem] leading-snug wrap-anywhere">{due.text}</p>
        <button type="button" class="btn btn-ghost btn-circle size-11 min-h-11" aria-label={t('dismiss')} onClick={() => proactive.dismiss()}>
          <Icon name="close" size={16} />
        </button>
      </div>
      <button type="button" class="btn btn-primary h-auto min-h-11 py-1.5" onClick={onTake}>
        {due.ask ?? w('teaserOpen')}
      </button>
      <button type="button" class="btn btn-ghost btn-sm min-h-9 font-normal pointer-coarse:min-h-11" onClick={() => proactive.hush(true)}>
        {w('teaserQuiet')}
      </button>
      <Announcer />
    </section>
  );
}
