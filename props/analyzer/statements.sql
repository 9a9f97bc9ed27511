select true

select array[]
select (select 1,2)
select 1 in (select 1,2)
select 1 + 'a'::text
select (1,2) = (1,2,3)
select sum(*) from t
select lower(distinct 'x')
select lower('x' order by 1)
select lower('x') filter (where true)
select lower('x') over ()
select row_number()
select rank(*)
select count()
select sum(a, b) from t
select sum(sum(a)) from t
select a, sum(a) over () from t where sum(a) over () > 1
select 1 where sum(1) > 0
select generate_series(1,2) where generate_series(1,2)>1
select case when true then generate_series(1,2) end
select sum(generate_series(1,2))
select case when 1 then 2 end
select case when true then 'a' when false then 1 end
select case when true then 1 else 'a'::text end
select coalesce(1, 'a'::text)
select 1 as x union select 'a'::text
select 1,2 union select 1
select 1 from t group by 2
select a from t group by b
select a from t order by 5
select a from t order by 'x'
select a,b from t group by a
select a,b from u group by a
select u.bcd from u group by a
select (select u.bcd) from u group by a
select distinct a from u order by bcd
select distinct on (a) a from u order by bcd
select 1 limit 'a'::text
select 1 limit a from t
select a from t limit a
select sum(a) from t for update
select 1::foo
select '1'::int4(3)
select 'abc'::int
select date 'abc'
select a[1] from t
select (array[1])['a'::text]
select t.a.b from t
select (t).q from t
select (1).q
select x.* from t
select *
select abs('a'::text)
select pg_catalog.abs(x=>1)
select nosuch.abs(1)
select -'a'
select - true
select 1 between 2 and 'a'::text
values (1),(1,2)
values (1),('a'::text)
select 1 union select 2 order by 1+1
select 1 x union select 2 order by y
select current_timestamp(3), nullif(1,'a'::text)
select a collate "x" from t
select a collate "C" from t
select grouping(a) from t
select 1 is distinct from 'a'::text
select not 1
select 1 and true
select 1 is true
select ctid, x.ctid from t
select * from t where x.a=1
select t.q from t
select q from t
select abd from t
select abd from t,u
select foo.a from t foo, lateral (select t.a) s
select t.a from t foo
select * from t, (select t.a) s
select * from t, (select a) s
select * from u full join lateral (select u.a) s on true
select * from t, u where a=1
select s.t.a from t
select public.t.a from t
select postgres.public.t.a from t
select x.y.z.t.a from t
select * from t join t on true
select nsp.t.a from t
update t set a=1 from (select t.a) s
select * from t a join t b using(q)
select * from (select 1 a, 2 a) x join t using (a)
select $1
select 1 where 1
select bcd from t where exists (select bdc from u)
select a from t t1 join (select 1 b1) u on u.a = 2
select * from t
select t.*, u.* from t, u
select * from t join u using (a)
select * from t natural join u
select * from t full join u using (a)
select t.a, u.a, a from t left join u using (a)
select * from t join u using (a) as x
select x.a from t join u using (a) as x
select x.bcd from t join u using (a) as x
select x.* from (t join u using (a)) as x
select t.a from (t join u using (a)) as x
select x.a from (t join u on t.a=u.a) as x
select * from (t join u using (a)) as x(q,w)
select * from t as x(q,w,e,r,t,y,u,i,o,p)
select q from t as x(q)
select a from t as x(q)
select * from (select 1, 'a', null) s
select * from (values (1,'a'),(2,'b')) v(x,y)
select * from (values (1,'a'),(2.5,null)) v
values (1,'a'),(2,null) order by 1 limit 1
values (1),(2) order by column1+1
select 1
select 2147483648, 9223372036854775808, -2147483648, 1.5, 1e3, -9223372036854775808
select 'a' || 'b', 'a' || 1, 1 || 'a'::text
select a + g, a * c, a / 2.0, c / a, r * a from t, u where t.a = u.a
select a + '1', '1' + a, 1 + '1.5'
select a = '5', b = 'x', d = '2000-01-01', e > '2000-01-01' from t
select d + 1, d - d, e - e, e - interval '1 day', d + interval '1 day' from t
select now(), current_date, current_timestamp, localtime(2), current_user, session_user
select a::text, b::int, c::numeric(5,1), v::varchar(3), 'abc'::varchar(2), '1'::numeric(3,2) from t
select cast(a as bigint), int '5', date '2000-01-01', interval '1' day, timestamp(3) '2000-01-01'
select case when f then 1 else 2.5 end, case a when 1 then 'x' else 'y' end, case a when 1 then 'x' end from t
select coalesce(a, 0), coalesce(b, 'x'), coalesce(null, null), nullif(a, 1), greatest(a, g, 1.5), least('a', b) from t
select exists(select 1), (select 1), array(select a from t), array[1,2,3], array['a','b'], array[[1,2],[3,4]]
select a in (1,2,3), a in ('1','2'), g in (1,2), a in (select a from u), a not in (1,2), a in (1) from t
select a in (1, 2.5), a in (abc, 1, 2) from t
select a = any(array[1,2]), a = any('{1,2}'), a <> all(array[1,2]), b like any(array['a']) from t
select a between 1 and 2, a not between symmetric 1 and 5 from t
select b like 'a%', b not like 'a', b ilike 'x', b like 'a' escape 'b', b similar to 'x', v like 'x' from t
select a is null, a is not null, f is true, f is not unknown, a is distinct from 1, a is not distinct from null from t
select (1,2) = (3,4), (1,2) < (3,4), (a,b) = (1,'x'), row(1,2) is null from t
select row(1,'a'), (1,2), row()
select xs[1], xs[1:2], ts[2], xs[1][2] from arr
select (t).a, t from t
select t.t from t
select count(*), count(a), sum(a), avg(a), sum(g), min(b), max(d), count(distinct b) from t
select b, count(*) from t group by b
select b, count(*) from t group by 1
select b x, count(*) from t group by x having count(*) > 1 order by 2 desc
select lower(b), count(*) from t group by lower(b)
select lower(b) || 'x', count(*) from t group by lower(b)
select a+1, count(*) from t group by a
select abc+1, count(*) from t group by abc+2
select count(*) from t having a > 1
select a from t where b = (select max(b) from t)
select (select count(*) from u where u.a = t.a) from t
select (select sum(t.a) from u) from t
select (select sum(t.a + u.a) from u) from t
select sum(a), (select max(abc) from u) from t
select a from t where exists (select 1 from u where sum(t.a) > 1)
select a from t group by a having exists (select 1 from u where sum(t.abc) > 1)
select a, b from t order by b, a desc nulls last
select a as z from t order by z
select a as z from t order by z + 1
select a as b, b as a from t order by a
select a as x, b as x from t order by x
select distinct a, b from t order by b
select distinct on (b) a, b from t order by b, a
select distinct on (1) a from t
select a from t limit 1 offset 2
select a from t limit '1'
select a from t limit 1.5
select a from t limit null
select a from t limit all
select a from t fetch first 2 rows with ties
select a from t union select bcd from u order by a
select a from t union all select g from t
select a, b from t union select 1, null
select 1 union select 'a'
select '1' union select 2
select null union select 1
select 'a' union select 'b'
select null union select null union select 1
select 1 intersect select 2.5 except select 3
(select 1 limit 1) union (select 2 limit 1) order by 1
select * from (select 1 union select 2) s(x)
with x as (select 1 a) select * from x
with x(q) as (select 1 a) select * from x
with x(q,r) as (select 1 a) select * from x
with x as (select 1), x as (select 2) select 1
with x as (select * from y), y as (select 1) select * from x
with recursive x as (select * from y), y as (select 1 a) select * from x
with recursive n(i) as (select 1 union all select i+1 from n where i < 10) select * from n
with recursive n(i) as (select 1 union all select i+1.5 from n) select * from n
with recursive n(i) as (select i from n union all select 1) select * from n
with recursive n(i) as (select 1 union all select (select i from n)) select * from n
with recursive n(i) as (select 1 union all select a.i from n a, n b) select * from n
with recursive n(i) as (select 1 union all select n.i from t left join n on true) select * from n
with recursive n(i) as (select 1 except select i from n) select * from n
with recursive n(i) as (select 1 union all select count(*) from n) select * from n
with recursive n(i) as (select 1 union all select i from n order by 1) select * from n
with recursive n(i) as (select i from n) select * from n
with recursive a as (select * from b), b as (select * from a) select 1
with x as (insert into u values (1) returning *) select * from x
with x as (insert into u values (1)) select * from x
select * from (with x as (delete from u returning a) select * from x) s
select * from generate_series(1,3)
select * from generate_series(1,3) g
select g.g, g from generate_series(1,3) g
select * from generate_series(1,3) with ordinality
select * from generate_series(1,3) with ordinality as x(a,b)
select * from rows from (generate_series(1,3), generate_series(1,2)) as x(a,b)
select * from t, generate_series(1, t.a) g
select * from unnest(array[1,2]) u
select * from unnest(array[1,2], array['a']) u
select generate_series(1,3)
select generate_series(1,3) + 1, a from t
select * from current_date
select * from lower('A') as x
select * from t, lateral (select t.a + 1 as z) s
select * from vw
select vw.a, b from vw where a > 1
select last_value from sq
select * from sq
select * from t_pkey
select * from nosuch
select * from nosuch.t
select * from public.t
select * from pg_class limit 1
select relname, oid from pg_class
select ctid, tableoid, xmin from t
select t.ctid from t join u on t.ctid = u.ctid
select a, sum(a) over (), row_number() over (partition by b order by a) from t
select sum(a) over w from t window w as (order by b)
select rank() over (w order by a) from t window w as (order by b)
select sum(sum(a)) over () from t
select sum(row_number() over ()) from t
select row_number() over (order by row_number() over ()) from t
select b, grouping(b), count(*) from t group by rollup (b)
select b, v, count(*) from t group by grouping sets ((b), (v), ())
select b, v, count(*) from t group by cube (b, v)
select b, v, d from t group by b, cube (v)
select sum(a) filter (where f), string_agg(b, ',' order by a), array_agg(a) from t
select sum(distinct a order by b) from t
select count(distinct a, b) from t
select a from t for update
select a from t for update of t
select a from t for update of u
select a from t x for update of t
select distinct a from t for update
select a from t group by a for share
select a from t union select 1 for update
select * from (select a from t) s for update
select * from (select distinct a from t) s for update
select * from generate_series(1,2) g for update of g
with x as (select 1) select * from x for update of x
select extract(year from d), extract(epoch from e), date_part('year', d) from t
select substring('abc' from 2 for 1), position('a' in 'abc'), trim('  x '), overlay('abc' placing 'x' from 2)
select e at time zone 'UTC', timestamp '2000-01-01' at time zone 'UTC' from t
select b collate "C" from t
select b collate "nosuch" from t
select upper(b), length(v), abs(a), round(c, 1), round(1.5), mod(a, 2), power(2, 3), sqrt(2) from t
select concat(a, b, 1), concat_ws(',', a, b), format('%s', a) from t
select make_interval(days => 5), make_interval(5, months => 2)
select make_interval(days => 5, 6)
select make_interval(nosuch => 5)
select num_nulls(1, null), num_nulls(variadic array[1,2])
select array_append(xs, 1), array_append(ts, 'a'), array_cat(xs, xs), xs || 1, 1 || xs, xs || xs, array_length(xs, 1) from arr
select array_append(xs, 'a'::text) from arr
select array_append(1, 2)
select unnest(xs), unnest('{1}'::int[]) from arr
select array_agg(xs) from arr
select xs = ts from arr
select xs = '{1}' from arr
select int4('5'), text(5), float8(1), varchar('x')
select int4(g) from t
select numeric('1')
select pg_typeof('a'), pg_typeof(1)
select true and null, not null, null or null
select null + 1, null = null, - null
select +5, -5, - 5, -(-5), @ -5
select 1 = 'a'
select 1 = true
select 'a' = 'b'
select '1' < 2
select a < b from t
select a || b, a || f from t
select a || abc from t
select d + d from t
select e + e from t
select sum(b) from t
select avg(d) from t
select min(f) from t
select date '2020-13-01'
select '2020-13-01'::date
select cast('x' as int)
select 5::bool, 1.5::bool
select true::int, 't'::bool
select 1::date
select d::int from t
select array[1, 'a']
select array[1, 2.5, null]
select array[]::int[]
select array[1,2]::text[]
select '{1,2}'::int[]
select array[1, b] from t
select (array[1,2,3])[2]
select a.b.c from t
select nosuch(a) from t
select pg_catalog.nosuch(a) from t
select length(a) from t
select lower(a) from t
select round(1.5::float8, 2)
select substr(a, 1) from t
select coalesce(1, true)
select greatest(1, 'x')
select case a when 'x' then 1 end from t
select case when a then 1 end from t
select nullif(a, 'x') from t
select a from t where b
select a from t where null
select a from t where 'x'
select a from t where sum(a) > 1
select a from t join u on sum(t.a) > 1
select a from t group by sum(a)
select sum(a) s from t group by s
select sum(a) s from t group by 1
select a from t order by sum(a)
select sum(a) from t order by a
select sum(a) from t order by sum(abc)
select count(*) from t limit sum(1)
insert into t values (1, 'x')
insert into t values (1, 'x'), (2, 3)
insert into t values (1, 2.5, 'a')
insert into t values ('x')
insert into t (a, b) values (1)
insert into t (a) values (1, 2)
insert into t (a, a) values (1, 2)
insert into t (a, nosuch) values (1, 2)
insert into t (ctid) values ('(0,1)')
insert into nosuch values (1)
insert into t values (1), (1, 2)
insert into t (f) values (1)
insert into t (a) values (true)
insert into t (a) values (1.5)
insert into t (a) values ('1'::text)
insert into t (b) values (1)
insert into t (d) values (now())
insert into t default values
insert into t (a, b) values (default, default)
insert into t (a, b) select 1, 'x'
insert into t (a, b) select abc, v from t
insert into t (a, b) select b, v from t
insert into t (a) select 'x'
insert into t (a, b) select 1
insert into t (a) select 1, 2
insert into t select * from u
insert into t (a) select '1' union select '2'
insert into t (a, g) values (1, 2) returning a, g, *
insert into t as x (a) values (1) returning x.a
insert into t as x (a) values (1) returning t.a
insert into t (a) values (1) on conflict do nothing
insert into t (a) values (1) on conflict (a) do nothing
insert into t (a) values (1) on conflict (a) do update set b = excluded.b
insert into t (a) values (1) on conflict (a) do update set b = t.b || excluded.b where t.a > 1 returning *
insert into t (a) values (1) on conflict (a) do update set b = b
insert into t (a) values (1) on conflict on constraint t_pkey do nothing
insert into t (a) values (1) on conflict on constraint nosuch do nothing
insert into uq (x, y) values (1, 2) on conflict (y, x) do nothing
insert into uq (x, y) values (1, 2) on conflict ((x + y)) where x > 5 do nothing
insert into uq (x) values (1) on conflict on constraint uq_xy do update set x = excluded.nosuch
insert into t (a) values (1) on conflict (a) do update set nosuch = 1
insert into t (a) values (1) on conflict (a desc) do nothing
insert into gen (s) values ('x') returning *
insert into gen (id, s) values (1, 'x')
insert into gen (id, s) overriding system value values (1, 'x')
insert into gen (id, s) overriding user value values (1, 'x')
insert into gen (id, s) values (default, 'x')
insert into gen (m, s) values (1, 'x')
insert into gen (m, s) values (default, 'x')
insert into gen (m, s) values (default, 'x'), (1, 'y')
insert into gen (k, s) values (1, 'x')
insert into gen (k, s) values (default, 'x'), (1, 'y')
insert into gen (id, s) select 1, 'x'
insert into gen values (default, default, 1, default, 's')
insert into gen values (default, default, 1, default, 's', 5)
insert into t (a) values (sum(1))
insert into t (a) values (generate_series(1,2))
insert into t (a) values (row_number() over ())
insert into t (a) values ((select max(a) from t))
insert into t (a) values (a)
insert into t (a) values (t.a)
insert into arr (xs) values ('{1,2}'), (array[1,2]), (null)
insert into t_pkey values (1)
with x as (select 1 a) insert into t (a) select a from x
insert into t (a) with x as (select 1 a) select a from x
update t set b = 'x'
update t set b = 'x' where a = 1 returning a, b
update t set b = 1
update t set a = 'x'
update t set a = b
update t set a = b::int, g = a + 1
update t set nosuch = 1
update t set a = 1, a = 2
update t set (a, b) = (1, 'x')
update t set (a, b) = (1, 'x', 3)
update t set (a, b) = (select 1, 'x'::text)
update t set (a, b) = (select 1)
update t set (a, b) = row(1, default)
update t set (a, b) = 5
update t set a = default, b = default
update t set b = u.a from u where t.a = u.a
update t set b = u.a::text from u where t.a = u.a returning t.*, u.a
update t x set b = 'q' where t.a = 1
update t x set b = 'q' where x.a = 1
update t x set x.b = 'q'
update t set a = sum(a)
update t set a = (select sum(bcd) from u where u.a = t.a)
update t set a = 1 where sum(a) > 1
update t set b = 'x' from t where t.a = 1
update t set b = 'x' from u t where t.a = 1
update t set a = 1 returning sum(a)
update gen set id = 5
update gen set id = default
update gen set m = 5
update gen set m = default
update gen set n = 7, s = 'x' returning *
update arr set xs = '{1}'
update vw2 set a = 1
update t set xmin = 1
delete from t
delete from t where a = 1 returning *
delete from t using u where t.a = u.a returning u.a
delete from t x where t.a = 1
delete from t using t where t.a = 1
delete from t where a
delete from nosuch
with d as (delete from t returning a) insert into u (a) select a from d returning *
with d as (delete from t returning a) select sum(a) from d
select $1::int + $2
select $1 + 1, a = $2, b like $3 from t where d > $4 limit $5
select $1 is null
select $1, $1 + 1
select a from t where a = $1 and b = $1
select $1::text, $1::int
select coalesce($1, 1), $2 || 'a'
select * from t where a in ($1, $2)
select * from t where a = any($1)
select * from t where ($1 = 'x' or b = $1)
insert into t (a, b, d) values ($1, $2, $3)
insert into t (a, b, d) values ($1, $2, $3), ($4, $5, $6)
insert into t (a, b) select $1, $2
update t set b = $1, c = $2 where a = $3
select case when $1 then 2 else $2 end
select $1 = $2
select $2::int
select $1 union select 1
select lower($1), abs($2)
select $1 between 1 and 2
select array[$1, 2]
select ($1)::timestamptz - interval '1 day'
select count($1) from t
select nosuch.* from t
select (a).* from t
select (t).* from t
select (row(1,2)).*
select (row(1,2)).f1
select * from t where (a, b) in ((1, 'x'), (2, 'y'))
select * from t where (a, b) in (select a, b from t)
select * from t where (a, b) in (select a from t)
select * from t where a in (select a, b from t)
select * from t where a > all (select a from t)
select * from t where a = (select a, b from t)
select * from t where (a, b) = (select a, b from t)
select * from t where (a, abc) < (select a, abc from t)
select * from t where b > any (select a from t)
select * from t where exists (select nosuch from u)
select * from t where exists (select * from u where u.a = t.a and u.bcd = abc)
select 1 from t group by ()
select a from t group by ()
select 1 as "A b", 2 as x
select default
select a from t order by 1, 2
select a from t order by -1
select a from t order by 1.5
select a from t order by null
select a from t order by a using <
select a from t group by 1.5
select a, count(*) from t group by a, a
select * from t limit -1
select * from t offset 'x'
select count(t), count(t.*) from t
select t is null from t
select row(t.*) from t
select row(t.*, 1) from t
select (select t.*) from t
select (select t.a) from t
select a from (select * from t) x where x.nosuch = 1
select a from (select a, a from t) x
select x.a from (select a, a from t) x
select * from (select a, a from t) x
select * from (select 1)
select * from (values (1))
select * from t, t
select * from t, public.t
select * from t a, t b where a.a = b.a
select * from t cross join u where t.a = u.a
select * from t left join u on t.a = u.a and nosuch
select * from t join u on t.a
select * from t join (u join arr on u.a = arr.id) on t.a = arr.id
select * from t join u on t.a = u.a join arr on arr.id = u.a
select * from t left join u using (b)
select * from t join u using (a, a)
select * from t natural join arr
select * from arr join t on ts = b
select b from t join arr using (b)
select * from (select 'x' as a) z join t using (a)
select * from (select b as a from t) z join t using (a)
select a from t join u using (a) group by a
select t.a from t join u using (a) group by a
select u.a from t join u using (a) group by a
select a from t full join u using (a) group by a
select t.a from t full join u using (a) group by a
select b from t full join u using (a) group by a
select b from t, u group by t.a
select b from t x group by x.a
select s.b from (select * from t) s group by s.a
select interval(3) '1.23456', interval '1' year, '1 day 2 hours'::interval hour to minute, interval '5' day(3)
select time(2) '10:11:12.345', timestamp(2) with time zone 'epoch', '10:00'::time
select cast('abc' as char), 'abc'::char(2), 'abc'::bpchar, cast('abc' as character varying)
select 1::numeric(5), 1.23::decimal(4,1), 1::float(3), 1::float(30), 1::real, 1::double precision
select now()::date, now()::time, current_date + 1, current_date - date '2000-01-01'
select date '2000-01-01' + time '10:00', timestamp '2000-01-01' - timestamp '1999-01-01', interval '1 day' * 2, 2 * interval '1 day', interval '1 day' / 2
select a::smallint + a::smallint, a::smallint + a, a::bigint * a, a / 2, a % 2, a ^ 2, |/ a, a & 1, a | 1, a # 1, ~a, a << 1 from t
select r + r, r + 1, r + 1.5, r * a, r::float8 + c from u, t
select sum(a::smallint), sum(r), sum(c), avg(r), avg(a), avg(c), stddev(a), variance(c), min(c), max(v) from t, u
select count(*) filter (where a > 1) from t where f group by b
select corr(r, r), regr_slope(a, a) from t, u
select string_agg(b) from t
select string_agg(a, ',') from t
select array_to_string(xs, ','), array_to_string(array[1,2], ','), string_to_array('a,b', ',') from arr
select xs @> array[1], xs && '{1}', xs <> xs, xs < xs, array[1] || xs from arr
select array_position(xs, 1), cardinality(xs), array_dims(xs), array_upper(xs, 1), unnest(xs) from arr
select xs || '{1}', '{1}' || xs, xs || null, ts || 'a' from arr
select greatest(d, '2000-01-01'), least(e, now()), coalesce(d, now()), coalesce(d, '2000-01-01'), nullif(b, v) from t
select case when true then d else e end, case when true then 1 when false then 2.5 else null end, case when true then null end from t
select case when true then '1' else 2 end, case when true then v else b end, case when true then v end from t
select coalesce(v, 'abcdefgh'), coalesce(v, v), v || v, upper(v), v = 'a', v || 1 from t
select array[v, 'a'], array[d, '2000-01-01'], array[1::smallint, 2::bigint] from t
select v from t union select b from t
select v from t union select v from t
select v from t union select 'abc'
select c from t union select c from t
select c from t union select 1
select d from t union select e from t
select d from t union select '2000-01-01'
select a from t except select 'x'
select a from t union select f from t
select a, b from t intersect select b, a from t
values (1, 'a'), (null, null), ('3', 4::text)
values (null), (null)
values (v, 1) 
select * from (values (1::smallint), (2)) v
select * from t where a = 1 and b
select * from t where not b
select * from t where a and f
select 1 where null and 'x'
select 1 where 'true'
select a from t where a = '1' or a = 'x'
select a from t where d = 'today' or d > 'nosuch'
select a from t where e between '2000-01-01' and now()
select a from t where f = 'yes'
select a from t where f = 1
select a from t where g = 1.5
select a from t where c = '1.5' and c in (1, 2.5) and g in (1, 2)
select a from t where b in ('a', 1)
select a from t where b in (1, 2)
select a from t where a in ('a')
select a from t where a in (null)
select a from t where a in (1, null, 2)
select a from t where (a) in (1, 2)
select a from t where row(a) in (row(1))
select a from t where a = any(select 1)
select a from t where a = some(array['1', '2'])
select a from t where b = any(array[1, 2])
select a from t where a = any(1)
select a from t where a = any(b)
select a from t where a + any(array[1])
select a from t where b like 1
select a from t where a like '1'
select a from t where b ~ 'x' and b !~ 'y' and b ~* 'z'
select a from t where a is true
select a from t where f is null is not null
select a from t where b isnull
select exists (select 1) and true, not exists (select 1 from t)
select (select a from t) + 1, (select null), (select 'x'), (select b from t) || 'y'
select array(select b from t), array(select xs from arr)
select (select a, b from t)
select (select 1 union select 2)
select a from (select a from t union select bcd from u) s where a > 1
select t.a from t where t.a = (select max(x.a) from t x where x.b = t.b)
select x.a from t where exists (select 1 from u x)
select a from t order by (select bcd from u where u.a = t.a)
select a from t order by a + 1, lower(b), 3
select a, count(*) from t group by a order by count(*), a
select a, count(*) from t group by a order by b
select b, count(*) from t group by b order by a
select b, max(a) from t group by b having max(a) > min(abc) order by max(a) - min(a)
select b, a from t group by b
select b || 'x', count(*) from t group by b || 'y'
select case when b = 'x' then 1 end, count(*) from t group by case when b = 'x' then 1 end
select coalesce(b, ''), count(*) from t group by coalesce(b, '')
select d + 1, count(*) from t group by d + 1 having d + 1 > '2000-01-01'
select a from t having true
select 1 from t having count(*) > 1
select count(*) from t where count(*) > 1
select t.* from t group by t.a
select t.*, u.* from t, u group by t.a
select t.b, u.bcd from t join u on t.a = u.a group by t.a, u.bcd
select sum(u.bcd), t.b from t left join u on t.a = u.a group by t.a
select b from vw group by a
select max(sum(a)) from t
select sum((select max(u.a) from u where u.a = t.a)) from t
select (select sum(u.a) from u where sum(t.a) > 1) from t
select sum(a) over (partition by sum(a)) from t
select sum(count(*)) over (order by b) from t group by b
select first_value(a) over w, lag(a, 1, 0) over w, ntile(4) over w from t window w as (partition by b order by a)
select sum(a) over (order by a rows between 1 preceding and 1 following) from t
select sum(a) over (range between 1 preceding and current row) from t
select lag(a, 1, 'x') over () from t
select distinct count(*) over () from t
select count(distinct a) over () from t
select a from t where row_number() over () = 1
select ntile(a) from t
with x as materialized (select 1 as a), y as not materialized (select a from x) select * from y, x
with x(a, b, c) as (select 1, 2) select * from x
with t as (select 5 as q) select * from t
with t as (select * from t) select * from t
with x as (select 1) select (select * from x), x.* from x
select * from (with y as (select 1 a) select * from y) z
with recursive f(n, a, b) as (values (1, 0::numeric, 1::numeric) union all select n + 1, b, a + b from f where n < 10) select * from f
with recursive p(id, path) as (select a, array[a] from t where abc is null union all select t.a, path || t.a from t join p on t.abc = p.id) select * from p
with recursive p(s) as (select 'a' union all select s || 'b' from p where length(s) < 5) select * from p
with recursive p(s) as (select 'a'::varchar union all select s || 'b' from p) select * from p
with recursive c as (select 1 as n union select n + 1 from c where n < (select 5)) select * from c
with recursive c as (select 1 as n union select n from c where exists (select 1 from c)) select * from c
with recursive c as (select 1 as n union all select n + 1 from (select * from c) x) select * from c
with recursive c(n) as (select 1 union all (select n + 1 from c limit 1)) select * from c
insert into t (a, b) values (1, $1), ($2, 'x') returning $3::int
update u set a = x.q from (values (1, 2), (3, 4)) as x(p, q) where u.a = x.p
update t set abc = t2.a from t as t2 where t.abc = t2.abc
update t set (b, c) = (select 'x', 1.5), d = default where a = 1
delete from t where a in (select a from u) returning a, b as bb, ctid
delete from t using u as x, arr where t.a = x.a and arr.id = t.a
insert into u select a, abc, a from t on conflict do nothing
insert into uq as q (x, y, z) values (1, 2, 'z') on conflict (x, y) do update set z = excluded.z || q.z, x = default where q.x > 1 returning q.*, x + 1
insert into uq values (1, 2, 'z') on conflict (x, y) do update set z = uq.z || excluded.y
insert into uq values (1, 2, 'z') on conflict (x, y) do update set z = excluded.ctid
insert into uq values (1, 2, 'z') on conflict (x, y) where x > 1 do nothing
insert into uq values (1, 2, 'z') on conflict (nosuch) do nothing
select a.*, b.a from t a join t b on a.a = b.a join t c on c.a = b.abc
select * from (t a join u b using (a)) join arr c on c.id = a
select * from t left join (u join arr on u.a = arr.id) on t.a = u.a
select * from t right join u on t.a = u.a where t.b is null
select * from t join lateral (select * from u where u.a = t.a) x on true
select * from t left join lateral generate_series(1, t.a) g(n) on true
select * from t, (select * from u where u.a = t.a) x
select * from u, t left join arr on arr.id = u.a
select * from u cross join t left join arr on arr.id = u.a
select u.* from t u
select t.a from t, t u where u.a = 1
select generate_series(1, a), generate_series(1, 2) from t
select generate_series(1, 2) as g order by g
select abs(generate_series(-1, 1))
select * from generate_series(1, 10, 2) s(i) where i > 3
select * from generate_series('2000-01-01'::timestamp, '2000-01-02', '1 hour') x
select * from generate_series(1, 2.5)
select * from generate_series(1)
select * from abs(1) a, upper('x')
select * from now()
select count(*) c from (select 1 union all select 2) x having count(*) > 1
select current_user, user, current_role, session_user, current_catalog, current_schema, current_database(), version()
select 'a' 'b'
select 'a' || 'b' || 1 || null
select 1 as a, 2 as a
select "a" from t
select "A" from t
select T.A from T
select t."nosuch" from t
select 1::nosuch.foo
select 1::public.foo
select null::int, null::text || 'x', null || null, null + null
select nosuchfn(1, 'a', null, a) from t
select coalesce(), 1
select greatest(null, null)
select - - 1, + 1, - a, not true, not not true from t
select 1 / 0
select 2147483647 + 1
select '99999999999'::int
select 'abc'::numeric(3,1), '2000-02-30'::date
select 'x'::bool
select cast(null as boolean) is unknown
select t.a::text::int::bigint from t
select cast(t as text) from t
select t::text, row(1, 2)::text from t
select row(1, 2, 3, 4.5)::u
select (row(1, 2, 3, 4.5)::u).bcd
select (select u from u).bcd
select row(1, 2) = row(1, 2, 3)
select row(1, 2) = 5
select (1, 2) in ((1, 2), (3, 4)), (1, 'a') = (select 1, 'a')
select count(*) from t where (a, b) = (1, 'x')
select t from t group by t
select distinct row(a, b) from t
select a from t order by row(a, b)
select x from (select 1 a, 'q' b) x
select b, grouping(b) from t group by b
select grouping(b) from t group by a
select b from t group by distinct b, b
select b, v, count(*) from t group by (b, v)
select b, v, count(*) from t group by rollup ((b, v), d)
select u.a, t from u left join t on t.a = u.a
select t is null, t is not null from u left join t on t.a = u.a
