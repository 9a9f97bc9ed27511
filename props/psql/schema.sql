CREATE ROLE suite_reader;
CREATE ROLE suite_writer LOGIN CREATEDB VALID UNTIL '2030-01-01 00:00:00+00' CONNECTION LIMIT 5;
COMMENT ON ROLE suite_reader IS 'reads';
CREATE SCHEMA shop;
COMMENT ON SCHEMA shop IS 'things for sale';
CREATE TYPE shop.size AS ENUM ('small', 'medium', 'large');
COMMENT ON TYPE shop.size IS 'how large';
CREATE TYPE shop.money_amount AS (amount numeric(12,2), currency char(3));
CREATE TYPE shop.span AS RANGE (subtype = float8, subtype_diff = float8mi);
COMMENT ON TYPE shop.span IS 'from to';
CREATE COLLATION shop.by_length (provider = icu, locale = 'en-u-kn-true');
COMMENT ON COLLATION shop.by_length IS 'numbers count';
CREATE DOMAIN shop.price AS numeric(10,2) DEFAULT 0 NOT NULL CONSTRAINT not_negative CHECK (VALUE >= 0);
COMMENT ON DOMAIN shop.price IS 'what it costs';
CREATE DOMAIN shop.code AS text COLLATE "C" CHECK (VALUE ~ '^[A-Z]+$') CHECK (length(VALUE) < 10);
CREATE SEQUENCE shop.numbers AS bigint INCREMENT BY 5 MINVALUE 10 MAXVALUE 1000 START 20 CACHE 3 CYCLE;
CREATE TABLE shop.maker (
  id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name text NOT NULL COLLATE "C",
  code shop.code,
  UNIQUE (name)
);
COMMENT ON TABLE shop.maker IS 'who makes it';
COMMENT ON COLUMN shop.maker.name IS 'as written on the label';
CREATE TABLE shop.item (
  id serial PRIMARY KEY,
  maker_id int NOT NULL REFERENCES shop.maker ON UPDATE CASCADE ON DELETE SET NULL,
  name varchar(40) NOT NULL DEFAULT 'unnamed',
  size shop.size DEFAULT 'medium',
  price shop.price,
  old_price numeric(10,2) CHECK (old_price > 0),
  doubled numeric GENERATED ALWAYS AS (old_price * 2) STORED,
  made timestamptz DEFAULT now(),
  tags text[],
  data jsonb DEFAULT '{}'::jsonb,
  CONSTRAINT sane CHECK (name <> '' AND old_price < 1000000),
  CONSTRAINT later FOREIGN KEY (maker_id) REFERENCES shop.maker (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX item_name ON shop.item (lower(name), price DESC NULLS LAST);
CREATE UNIQUE INDEX item_cheap ON shop.item (maker_id) INCLUDE (price) WHERE price < 10;
CREATE INDEX item_tags ON shop.item USING hash (name);
COMMENT ON INDEX shop.item_name IS 'by name';
COMMENT ON CONSTRAINT sane ON shop.item IS 'no nonsense';
ALTER TABLE shop.item ALTER COLUMN name SET STATISTICS 200;
ALTER TABLE shop.item ALTER COLUMN data SET STORAGE EXTERNAL;
ALTER TABLE shop.item CLUSTER ON item_pkey;
ALTER TABLE shop.item SET (fillfactor = 70);
CREATE VIEW shop.cheap AS SELECT i.id, i.name, m.name AS maker FROM shop.item i JOIN shop.maker m ON m.id = i.maker_id WHERE i.price < 10;
COMMENT ON VIEW shop.cheap IS 'bargains';
CREATE VIEW shop.checked WITH (security_barrier) AS SELECT * FROM shop.maker WHERE id > 0 WITH CASCADED CHECK OPTION;
CREATE MATERIALIZED VIEW shop.totals AS SELECT maker_id, count(*) AS n FROM shop.item GROUP BY maker_id;
CREATE UNIQUE INDEX totals_maker ON shop.totals (maker_id);
CREATE UNLOGGED TABLE scratch (a int, b text);
CREATE TABLE "Odd name" ("Column 1" int, "select" text);
CREATE TABLE keyless ();
ALTER TABLE scratch REPLICA IDENTITY FULL;
CREATE TABLE excluded (a int, b int, UNIQUE NULLS NOT DISTINCT (a, b));
GRANT SELECT ON shop.item TO suite_reader WITH GRANT OPTION;
GRANT INSERT (name), UPDATE (name, price) ON shop.item TO suite_writer;
GRANT SELECT ON shop.cheap TO PUBLIC;
GRANT USAGE ON SCHEMA shop TO suite_reader;
GRANT USAGE ON TYPE shop.size TO suite_writer;
GRANT suite_reader TO suite_writer;
ALTER DEFAULT PRIVILEGES IN SCHEMA shop GRANT SELECT ON TABLES TO suite_reader;
ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM PUBLIC;
ALTER ROLE suite_writer SET work_mem = '2MB';
SET search_path = public, shop;
