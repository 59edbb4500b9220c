import type { Metadata } from 'next';
import { redirect } from 'next/navigation';
import { currentSession } from '@/app/_session';
import { nextAddress } from '../_forms/next-address';
import { SignInForm } from '../_forms/sign-in-form';

export const metadata: Metadata = { title: 'Sign in' };

export default async function SignInPage(props: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = nextAddress((await props.searchParams).next);
  if (await currentSession()) redirect(next);
  return <SignInForm next={next} />;
}
