/** For lists that the API gives page by page, each naming the cursor of the next (lib/contract/paging.ts). */
export const BY_CURSOR = {
  initialPageParam: null as string | null,
  getNextPageParam: (last: { next_cursor: string | null }) => last.next_cursor,
};
