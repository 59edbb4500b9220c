import { handOver } from '@/app/(api)/hand-over';

export const runtime = 'nodejs';
export const dynamic = 'force-dynamic';

export { handOver as GET };
