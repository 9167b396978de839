export function TypingDots({ label }: { label: string }) {
  return (
    <li class="flex">
      <span class="dots flex gap-1.5 rounded-2xl rounded-es-md bg-base-200 px-4 py-4" role="img" aria-label={label}>
        <i />
        <i />
        <i />
      </span>
    </li>
  );
}
