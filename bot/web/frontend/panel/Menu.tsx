import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { language, t } from '../shared/i18n/phrases';
import { Icon, type IconName } from '../shared/ui/Icon';
import { w } from './words';

interface Props {
  readonly canStartAgain: boolean;
  readonly onStartAgain: () => void;
  /** Where there is something to take away. */
  readonly onTranscript: (() => void) | null;
  /** Whether silence is chosen; null where the widget never speaks first. */
  readonly quiet: boolean | null;
  readonly onQuiet: (quiet: boolean) => void;
  readonly onOtherLanguage: () => void;
  readonly sound: boolean;
  readonly onSound: () => void;
}

/** The few things that are seldom wanted, behind one button. */
export function Menu({ canStartAgain, onStartAgain, onTranscript, quiet, onQuiet, onOtherLanguage, sound, onSound }: Props) {
  const [open, setOpen] = useState(false);
  const list = useId();
  const opener = useRef<HTMLButtonElement>(null);
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!open) return;
    const closeOutside = (event: Event): void => {
      if (!box.current?.contains(event.target as Node)) setOpen(false);
    };
    document.addEventListener('pointerdown', closeOutside);
    document.addEventListener('focusin', closeOutside);
    return () => {
      document.removeEventListener('pointerdown', closeOutside);
      document.removeEventListener('focusin', closeOutside);
    };
  }, [open]);
  const closeOnEscape = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    setOpen(false);
    opener.current?.focus();
  };
  const pick = (act: () => void) => (): void => {
    setOpen(false);
    opener.current?.focus();
    act();
  };
  return (
    <div ref={box} class="relative" onKeyDown={closeOnEscape}>
      <button ref={opener} type="button" class="btn btn-ghost btn-circle size-11 min-h-11 text-primary-content hover:bg-black/20 focus-visible:bg-black/20 active:bg-black/20 focus-visible:outline-primary-content" aria-label={t('menu')} aria-expanded={open} aria-controls={list} onClick={() => setOpen(!open)}>
        <Icon name="menu" />
      </button>
      <ul id={list} hidden={!open} class="absolute end-0 top-full z-10 mt-1 w-64 rounded-2xl border border-base-300 bg-base-100 p-2 text-base-content shadow-lg">
        {canStartAgain && <Item icon="again" words={t('startAgain')} onClick={pick(onStartAgain)} />}
        {onTranscript && <Item icon="save" words={w('transcript')} onClick={pick(onTranscript)} />}
        {quiet !== null && <Item icon="chat" words={w(quiet ? 'quietOff' : 'quietOn')} onClick={pick(() => onQuiet(!quiet))} />}
        <Item icon={sound ? 'soundOff' : 'sound'} words={t(sound ? 'soundOff' : 'soundOn')} onClick={pick(onSound)} />
        <Item icon="globe" words={t('otherLanguage')} lang={language.value === 'en' ? 'zh' : 'en'} onClick={pick(onOtherLanguage)} />
      </ul>
    </div>
  );
}

function Item({ icon, words, lang, onClick }: { icon: IconName; words: string; lang?: string; onClick: () => void }) {
  return (
    <li>
      <button type="button" class="btn btn-ghost min-h-11 w-full justify-start font-medium" {...(lang ? { lang } : {})} onClick={onClick}>
        <Icon name={icon} />
        {words}
      </button>
    </li>
  );
}
