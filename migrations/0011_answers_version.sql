-- Nothing read which version of the answers a file on a desk was made of: the registration says which is the newest.

alter table case_file drop column answers_version;
