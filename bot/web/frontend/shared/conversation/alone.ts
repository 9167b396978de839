/** Does something that no other tab of this shop does at the same time; where the browser refuses locks it is done all the same. */
export async function alone<T>(name: string, act: () => Promise<T>): Promise<T> {
  let begun = false;
  const once = (): Promise<T> => {
    begun = true;
    return act();
  };
  try {
    return await navigator.locks.request(name, once);
  } catch (error) {
    if (begun) throw error;
    return act();
  }
}
