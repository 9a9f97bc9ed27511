select true
select a,b from t group by a
select public.t.a from t
select * from t
select * from t join u using (a)
select * from t natural join u
select * from (values (1,'a'),(2,'b')) v(x,y)
select * from (values (1,'a'),(2.5,null)) v
values (1,'a'),(2,null) order by 1 limit 1
values (1),(2) order by column1+1
select 1
select now(), current_date, current_timestamp, localtime(2), current_user, session_user
select a::text, b::int, c::numeric(5,1), v::varchar(3), 'abc'::varchar(2), '1'::numeric(3,2) from t
select (t).a, t from t
select b, count(*) from t group by b
select b, count(*) from t group by 1
select b x, count(*) from t group by x having count(*) > 1 order by 2 desc
select lower(b), count(*) from t group by lower(b)
select lower(b) || 'x', count(*) from t group by lower(b)
select a+1, count(*) from t group by a
select a from t where b = (select max(b) from t)
select (select count(*) from u where u.a = t.a) from t
select (select sum(t.a) from u) from t
select (select sum(t.a + u.a) from u) from t
select sum(a), (select max(abc) from u) from t
select a from t group by a having exists (select 1 from u where sum(t.abc) > 1)
select a, b from t order by b, a desc nulls last
select a as z from t order by z
select a as b, b as a from t order by a
select distinct a, b from t order by b
select distinct on (b) a, b from t order by b, a
select a from t limit 1 offset 2
select a from t limit '1'
select a from t limit 1.5
select a from t union select bcd from u order by a
select a from t union all select g from t
select a, b from t union select 1, null
select '1' union select 2
select null union select 1
select 'a' union select 'b'
select 1 intersect select 2.5 except select 3
(select 1 limit 1) union (select 2 limit 1) order by 1
select * from (select 1 union select 2) s(x)
with x as (select 1 a) select * from x
with x(q) as (select 1 a) select * from x
with recursive n(i) as (select 1 union all select i+1 from n where i < 10) select * from n
select * from generate_series(1,3)
select * from generate_series(1,3) g
select * from generate_series(1,3) with ordinality
select * from generate_series(1,3) with ordinality as x(a,b)
select * from rows from (generate_series(1,3), generate_series(1,2)) as x(a,b)
select * from unnest(array[1,2]) u
select generate_series(1,3)
select generate_series(1,3) + 1, a from t
select * from current_date
select * from lower('A') as x
select * from t, lateral (select t.a + 1 as z) s
select * from vw
select vw.a, b from vw where a > 1
select last_value from sq
select * from sq
select * from public.t
select * from pg_class limit 1
select relname, oid from pg_class
select ctid, tableoid, xmin from t
select t.ctid from t join u on t.ctid = u.ctid
select a, sum(a) over (), row_number() over (partition by b order by a) from t
select sum(sum(a)) over () from t
select b, v, count(*) from t group by grouping sets ((b), (v), ())
select sum(a) filter (where f), string_agg(b, ',' order by a), array_agg(a) from t
select a from t for update
select a from t for update of t
select concat(a, b, 1), concat_ws(',', a, b), format('%s', a) from t
select array_agg(xs) from arr
select xs = '{1}' from arr
select int4(g) from t
select 'a' = 'b'
select '1' < 2
select true::int, 't'::bool
select array[1, 2.5, null]
select array[]::int[]
select array[1,2]::text[]
select '{1,2}'::int[]
select (array[1,2,3])[2]
select a from t where null
select sum(a) from t order by sum(abc)
select (t).* from t
select (row(1,2)).*
select (row(1,2)).f1
select * from t where (a, b) in ((1, 'x'), (2, 'y'))
select * from t where (a, b) in (select a, b from t)
select * from t where a > all (select a from t)
select * from t where (a, b) = (select a, b from t)
select * from t where (a, abc) < (select a, abc from t)
select * from t where exists (select * from u where u.a = t.a and u.bcd = abc)
select 1 as "A b", 2 as x
select a from t order by a using <
select a, count(*) from t group by a, a
select * from t limit -1
select (select t.a) from t
select * from t natural join arr
select a from t join u using (a) group by a
select t.a from t join u using (a) group by a
select b from t, u group by t.a
select b from t x group by x.a
select count(*) filter (where a > 1) from t where f group by b
select array_position(xs, 1), cardinality(xs), array_dims(xs), array_upper(xs, 1), unnest(xs) from arr
select v from t union select b from t
select v from t union select v from t
select v from t union select 'abc'
select c from t union select c from t
select c from t union select 1
select d from t union select e from t
select d from t union select '2000-01-01'
values (1, 'a'), (null, null), ('3', 4::text)
values (null), (null)
select * from (values (1::smallint), (2)) v
select 1 where 'true'
select a from t where e between '2000-01-01' and now()
select a from t where f = 'yes'
select a from t where g = 1.5
select a from t where c = '1.5' and c in (1, 2.5) and g in (1, 2)
select a from t where a in (null)
select a from t where a in (1, null, 2)
select a from t where (a) in (1, 2)
select a from t where row(a) in (row(1))
select a from t where a = any(select 1)
select a from t where b ~ 'x' and b !~ 'y' and b ~* 'z'
select a from t where f is null is not null
select a from t where b isnull
select (select 1 union select 2)
select a from (select a from t union select bcd from u) s where a > 1
select t.a from t where t.a = (select max(x.a) from t x where x.b = t.b)
select a from t order by (select bcd from u where u.a = t.a)
select a, count(*) from t group by a order by count(*), a
select a, count(*) from t group by a order by b
select b, max(a) from t group by b having max(a) > min(abc) order by max(a) - min(a)
select case when b = 'x' then 1 end, count(*) from t group by case when b = 'x' then 1 end
select coalesce(b, ''), count(*) from t group by coalesce(b, '')
select d + 1, count(*) from t group by d + 1 having d + 1 > '2000-01-01'
select 1 from t having count(*) > 1
select t.* from t group by t.a
select t.b, u.bcd from t join u on t.a = u.a group by t.a, u.bcd
select sum(u.bcd), t.b from t left join u on t.a = u.a group by t.a
select sum((select max(u.a) from u where u.a = t.a)) from t
select (select sum(u.a) from u where sum(t.a) > 1) from t
select sum(count(*)) over (order by b) from t group by b
select sum(a) over (order by a rows between 1 preceding and 1 following) from t
select distinct count(*) over () from t
with t as (select 5 as q) select * from t
with t as (select * from t) select * from t
select * from (with y as (select 1 a) select * from y) z
with recursive f(n, a, b) as (values (1, 0::numeric, 1::numeric) union all select n + 1, b, a + b from f where n < 10) select * from f
with recursive p(id, path) as (select a, array[a] from t where abc is null union all select t.a, path || t.a from t join p on t.abc = p.id) select * from p
with recursive p(s) as (select 'a' union all select s || 'b' from p where length(s) < 5) select * from p
with recursive p(s) as (select 'a'::varchar union all select s || 'b' from p) select * from p
with recursive c as (select 1 as n union select n + 1 from c where n < (select 5)) select * from c
with recursive c as (select 1 as n union all select n + 1 from (select * from c) x) select * from c
with recursive c(n) as (select 1 union all (select n + 1 from c limit 1)) select * from c
select * from (t a join u b using (a)) join arr c on c.id = a
select * from t left join lateral generate_series(1, t.a) g(n) on true
select u.* from t u
select t.a from t, t u where u.a = 1
select generate_series(1, 2) as g order by g
select abs(generate_series(-1, 1))
select * from generate_series(1, 10, 2) s(i) where i > 3
select * from generate_series('2000-01-01'::timestamp, '2000-01-02', '1 hour') x
select * from generate_series(1, 2.5)
select * from abs(1) a, upper('x')
select * from now()
select count(*) c from (select 1 union all select 2) x having count(*) > 1
select 'a' || 'b' || 1 || null
select "a" from t
select T.A from T
select greatest(null, null)
select 1 / 0
select 2147483647 + 1
select cast(null as boolean) is unknown
select t.a::text::int::bigint from t
select cast(t as text) from t
select t::text, row(1, 2)::text from t
select row(1, 2, 3, 4.5)::u
select (row(1, 2, 3, 4.5)::u).bcd
select (select u from u).bcd
select count(*) from t where (a, b) = (1, 'x')
select case when a > 1 then 'x' when b is null then 'y' else 'z' end as k, coalesce(a, 0), not f and (a > 1 or abc < 2) from t
select t.a, u.bcd from t left join u on t.a = u.a and u.bcd > 1 where t.b like 'x%' order by u.bcd desc nulls last, t.a limit 10 offset 5
select t.a from t, u x, lateral (select x.bcd + t.a as z) l where exists (select 1 from arr where arr.id = t.a)
select b, count(*) filter (where a > 1), sum(distinct a) from t group by b having count(*) > 1 order by count(*) desc
select a from t where a in (1, 2, 3) and v in ('a', 'b') and a not in (4, 5)
select a from t where a in (select u.a from u where u.bcd = t.abc) or a > all (select u.a from u)
with x as (select a, b from t), y(q) as (select 5) select x.a, y.q from x join y on x.a = y.q
select a, b from t union all select 2, 'x' union select 3, 'y' order by 1
select t1.a, t2.a as a2 from t t1 cross join t t2
select distinct a, b from t
select a::text, c::numeric(5,1), v::text, d::timestamp, '2000-01-01'::date, '1 day'::interval, 'x'::varchar(3) from t
select extract(year from d), e at time zone 'UTC', current_date, current_timestamp(3), nullif(a, 1), greatest(a, 1, abc) from t
select row_number() over (partition by b order by a desc), sum(a) over (order by a rows between unbounded preceding and current row) from t
select (select max(bcd) from u where u.a = t.a) as m from t
select "A b" from (select a as "A b" from t) "Weird Name"
select a as "select", b as "order" from t
select * from generate_series(1, 3) with ordinality as g(x, n)
select * from (values (1, 'a'), (2, 'b')) as v(x, y)
