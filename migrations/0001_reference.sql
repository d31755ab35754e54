-- Areas of Thailand and the offices that register debtors. Filled by `plodnee import` from reference/*.csv.
-- Small and read everywhere: on Citus these are reference tables, copied to every node. Codes are DOPA's and are text.

create table province (
    code text primary key check (code ~ '^[0-9]{2}$'),
    name_th text not null,
    name_en text not null,
    region_th text not null,
    region_en text not null
);

create table district (
    code text primary key check (code ~ '^[0-9]{4}$'),
    province_code text not null references province (code),
    name_th text not null,
    name_en text not null,
    kind text not null check (kind in ('amphoe', 'khet'))
);

create index district_by_province on district (province_code);

create table subdistrict (
    code text primary key check (code ~ '^[0-9]{6}$'),
    district_code text not null references district (code),
    name_th text not null,
    name_en text not null,
    postal_code text not null check (postal_code ~ '^[0-9]{5}$')
);

create index subdistrict_by_district on subdistrict (district_code);

-- Sub-districts split between post offices have postal codes beside the main one.
create table subdistrict_extra_postal_code (
    subdistrict_code text not null references subdistrict (code),
    postal_code text not null check (postal_code ~ '^[0-9]{5}$'),
    primary key (subdistrict_code, postal_code)
);

-- The code is the one officers type: four digits of a district's registration office, or a province's two digits.
create table office (
    code text primary key check (code ~ '^[0-9]{2}([0-9]{2})?$'),
    kind text not null check (
        kind in ('district_office', 'bangkok_district_office', 'provincial_damrongdhama_centre')
    ),
    name_th text not null,
    name_en text not null,
    province_code text not null references province (code),
    district_code text references district (code),
    check ((kind = 'provincial_damrongdhama_centre') = (district_code is null))
);

create index office_by_province on office (province_code);
create unique index office_of_district on office (district_code);
