-- The next number of a call, taken within the statement that gives it to an application: submissions to one call wait for one
-- another only while PostgreSQL works, not while the application hears of the number.
create function take_number(of_call uuid) returns text
  language sql volatile
  as $$
    update call set last_number = last_number + 1 where call_id = of_call
      returning code || '-' || lpad(last_number::text, greatest(4, length(last_number::text)), '0')
  $$;

comment on function take_number(uuid) is 'Takes the next number of a call, under the lock of its row: PE1-0029. Null when there is no such call.';

-- What a mail says of a file that gets its number in the same transaction.
create function number_of(of_application uuid) returns text
  language sql stable
  as $$ select number from application where application_id = of_application $$;

comment on function number_of(uuid) is 'The number of an application, as the transaction sees it; null before its first submission.';
