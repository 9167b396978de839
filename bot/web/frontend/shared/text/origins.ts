/** The shop origins that the service allows to embed the panel, as it wrote them into the page. */
export function allowedOrigins(page: ParentNode = document): ReadonlySet<string> {
  const content = page.querySelector<HTMLMetaElement>('meta[name="shoptalk-origins"]')?.content ?? '';
  return new Set(content.split(/\s+/).filter(Boolean));
}
