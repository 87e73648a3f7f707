use super::*;

fn check(url: &str, wanted: &str) {
    let found = of_url(url).map_or(String::new(), |job| {
        let alt_id = job.alt_id();
        format!("{} {}", alt_id.scheme, alt_id.value)
    });
    assert_eq!(found, wanted, "{url}");
}

const ID: &str = "5ac21346-8e0c-4494-8e7a-3eb92ff77902";

#[test]
fn nordic_systems_are_known_by_their_addresses() {
    check("https://hh.varbi.com/what:job/jobID:907946/type:job/", "ats:varbi:hh 907946");
    check("https://hh.varbi.com/en/what:job/jobID:907946/", "ats:varbi:hh 907946");
    check("https://apply.recman.page/job_post.php?id=482070", "ats:recman 482070");
    check("https://pnty-apply.ponty-system.se/acme?id=555", "ats:ponty:acme 555");
    check("https://acme.teamtailor.com/jobs/8039554-tester", "ats:teamtailor 8039554");
    check("https://acme.na.teamtailor.com/sv/jobs/8039554", "ats:teamtailor 8039554");
    check(
        "https://acme.teamtailor.com/jobs/8039554-tester/applications/new",
        "ats:teamtailor 8039554",
    );
    check(
        "https://jobb.example.se/jobs/6438812-saljare?promotion=1624154-arbetsformedlingen",
        "ats:teamtailor 6438812",
    );
    check("https://emp.jobylon.com/applications/jobs/307328/create/?a=b", "ats:jobylon 307328");
    check("https://emp.jobylon.com/jobs/307328-acme-tester/", "ats:jobylon 307328");
    check(
        "https://recruit.visma.com/spa/public/apply?guidAssignment=c86dbf65-da6e-4f5c-964e-f6aa629e5f30&x=1",
        "ats:visma-recruit c86dbf65da6e4f5c964ef6aa629e5f30",
    );
    check("https://acme.easycruit.com/vacancy/3312345/12345?iso=se", "ats:easycruit:acme 3312345");
    check("https://acme.easycruit.com/vacancy/application/3312345", "ats:easycruit:acme 3312345");
    check(
        "https://acme.powerinit.com/Modules/Recruitments/Public/?JobPositionId=25985&RefNo=A",
        "ats:powerinit:acme 25985",
    );
    check(
        "https://site101.reachmee.com/Public/rssfeed/external.ashx?InstallationID=I017&CommAdSeqNo=4711",
        "ats:reachmee:i017 4711",
    );
    check(
        "https://web103.reachmee.com/ext/I003/354/main?site=12&rmpage=job&rmjob=12743",
        "ats:reachmee:i003 12743",
    );
    check(
        "https://web103.reachmee.com/ext/I003/354/job?site=7&lang=SE&job_id=12743",
        "ats:reachmee:i003 12743",
    );
    check(
        "https://candidate.hr-manager.net/ApplicationInit.aspx?cid=290&ProjectId=205869",
        "ats:hr-manager:290 205869",
    );
    check(
        "https://candidate.webcruiter.com/cv?advertid=4512345678&language=nb",
        "ats:webcruiter 4512345678",
    );
    check(
        "https://4712.webcruiter.no/Main/Recruit/Public/4512345678?link_source_id=0",
        "ats:webcruiter 4512345678",
    );
    check("https://acme.contactrh.com/jobs/9669/43645513", "ats:contactrh:acme 43645513");
    check("https://acme.career.emply.com/ad/baker/x1y2z3", "ats:emply:acme x1y2z3");
}

#[test]
fn systems_of_the_world_are_known_by_their_addresses() {
    check("https://boards.greenhouse.io/acme/jobs/987654", "ats:greenhouse 987654");
    check("https://job-boards.eu.greenhouse.io/acme/jobs/987654#app", "ats:greenhouse 987654");
    check("https://boards-api.greenhouse.io/v1/boards/acme/jobs/987654", "ats:greenhouse 987654");
    check(
        "https://boards.greenhouse.io/embed/job_app?for=acme&token=987654",
        "ats:greenhouse 987654",
    );
    check("https://www.example.org/jobs?gh_jid=987654", "ats:greenhouse 987654");
    check("https://www.example.org/careers/x?gh_jid=987654&for=acme", "ats:greenhouse 987654");
    check(&format!("https://jobs.lever.co/acme/{ID}/apply"), &format!("ats:lever:acme {ID}"));
    check(&format!("https://jobs.eu.lever.co/Acme/{ID}"), &format!("ats:lever:acme {ID}"));
    check(
        &format!("https://api.lever.co/v0/postings/acme/{ID}?mode=json"),
        &format!("ats:lever:acme {ID}"),
    );
    check(
        &format!("https://jobs.ashbyhq.com/Acme/{ID}/application"),
        &format!("ats:ashby:acme {ID}"),
    );
    check(
        "https://jobs.smartrecruiters.com/AcmeInc/744000137413079-baker?oga=true",
        "ats:smartrecruiters:acmeinc 744000137413079",
    );
    check(
        "https://jobs.smartrecruiters.com/ni/AcmeInc/744000137413079-baker",
        "ats:smartrecruiters:acmeinc 744000137413079",
    );
    check(
        "https://api.smartrecruiters.com/v1/companies/AcmeInc/postings/744000137413079",
        "ats:smartrecruiters:acmeinc 744000137413079",
    );
    check("https://apply.workable.com/acme/j/DD136DD7E7/apply", "ats:workable dd136dd7e7");
    check("https://apply.workable.com/j/DD136DD7E7", "ats:workable dd136dd7e7");
    check("https://acme.workable.com/j/DD136DD7E7", "ats:workable dd136dd7e7");
    check("https://acme.recruitee.com/o/baker-oslo/c/new", "ats:recruitee:acme baker-oslo");
    check("https://acme.jobs.personio.de/job/1834171?language=en", "ats:personio:acme 1834171");
    check("https://acme.jobs.personio.com/job/1834171", "ats:personio:acme 1834171");
    check("https://acme.bamboohr.com/careers/42", "ats:bamboohr:acme 42");
    check("https://acme.bamboohr.com/careers/42/detail", "ats:bamboohr:acme 42");
    check("https://acme.bamboohr.com/jobs/view.php?id=42", "ats:bamboohr:acme 42");
    check(
        "https://acme.wd3.myworkdayjobs.com/en-US/Ext/job/Oslo/Baker_JR-1234",
        "ats:workday:acme jr-1234",
    );
    check(
        "https://acme.wd3.myworkdayjobs.com/Ext/job/Oslo/Baker_JR-1234/apply/autofill",
        "ats:workday:acme jr-1234",
    );
    check(
        "https://acme.wd1.myworkdayjobs.com/en-US/Ext/job/Baker-Oslo/R12345",
        "ats:workday:acme r12345",
    );
    check(
        "https://acme.wd3.myworkdayjobs.com/wday/cxs/acme/Ext/job/Oslo/Baker_JR-1234",
        "ats:workday:acme jr-1234",
    );
    check(
        "https://wd5.myworkdaysite.com/en-US/recruiting/acme/Ext/job/Oslo/Baker_JR-1234",
        "ats:workday:acme jr-1234",
    );
    check(
        "https://career5.successfactors.eu/career?career_ns=job_listing&company=AcmeP&career_job_req_id=8123",
        "ats:successfactors:acmep 8123",
    );
    check("https://careers-acme.icims.com/jobs/4711/baker/job", "ats:icims:acme 4711");
    check("https://acme.pinpointhq.com/en/postings/0a1b2c", "ats:pinpoint:acme 0a1b2c");
    check("https://acme.breezy.hr/p/1f2e3d-baker", "ats:breezy:acme 1f2e3d");
    check("https://acme.applytojob.com/apply/aBc123/Baker", "ats:jazzhr:acme abc123");
    check("https://jobs.jobvite.com/acme/job/oAbC1", "ats:jobvite:acme oabc1");
}

#[test]
fn public_job_sites_are_known_by_their_addresses() {
    check(
        "https://arbetsformedlingen.se/platsbanken/annonser/29123456",
        "ats:platsbanken 29123456",
    );
    check(
        &format!("https://arbeidsplassen.nav.no/stillinger/stilling/{ID}"),
        &format!("ats:nav {ID}"),
    );
    check(
        "https://www.jobbnorge.no/ledige-stillinger/stilling/212345/baker",
        "ats:jobbnorge 212345",
    );
    check("https://www.jobbnorge.no/en/available-jobs/job/212345/baker", "ats:jobbnorge 212345");
    check("https://www.finn.no/job/fulltime/ad.html?finnkode=138328250", "ats:finn 138328250");
    check("https://www.finn.no/job/ad/138328250", "ats:finn 138328250");
    check("https://www.finn.no/138328250", "ats:finn 138328250");
    check(
        "https://www.arbeitsagentur.de/jobsuche/jobdetail/10000-1189502969-S",
        "ats:bundesagentur 10000-1189502969-s",
    );
    check("https://www.usajobs.gov:443/job/800000", "ats:usajobs 800000");
    check(
        "https://candidat.francetravail.fr/offres/recherche/detail/196QLKR",
        "ats:francetravail 196qlkr",
    );
}

#[test]
fn a_host_of_the_employers_own_is_read_when_the_system_is_known() {
    let job = of_url_at("teamtailor", "https://career.example.org/jobs/7167985-baker").unwrap();
    assert_eq!(job.job, "7167985");
    assert_eq!(of_url_at("teamtailor", "https://career.example.org/people/7167985"), None);
    assert_eq!(of_url_at("varbi", "https://career.example.org/jobs/7167985-baker"), None);
}

#[test]
fn a_system_tells_its_job_by_id_path_or_address() {
    let job = |system, text| job_in(system, "acme", text).map(|job| job.job);
    assert_eq!(job("workday", "/job/Oslo/Baker_JR-1234").as_deref(), Some("jr-1234"));
    assert_eq!(job("workday", "REQ_099113").as_deref(), Some("req_099113"));
    assert_eq!(job("lever", ID).as_deref(), Some(ID));
    assert_eq!(job("recruitee", "https://acme.recruitee.com/o/baker").as_deref(), Some("baker"));
}

#[test]
fn other_urls_name_nothing() {
    check("https://www.example.se/jobs/100439-redovisning/", "");
    check("https://www.example.se/jobs/1004390?promotion=summer", "");
    check("https://hh.varbi.com/", "");
    check("https://jobs.lever.co/acme/search", "");
    check("https://jobs.ashbyhq.com/acme", "");
    check("https://jobs.workable.com/view/abc/j/x", "");
    check("https://www.finn.no/job/", "");
    check("https://www.finn.no/varsel/4711", "");
    check("https://notgreenhouse.io/acme/jobs/987654", "");
    check("mailto:jobs@example.org", "");
    check("not a url", "");
}

#[test]
fn references_of_teamtailor_name_the_job() {
    let job = of_reference("teamtailor-8039554-2092733").unwrap();
    assert_eq!((job.system.as_str(), job.job.as_str()), ("teamtailor", "8039554"));
    assert_eq!(of_reference("RLSV-25-404"), None);
    assert_eq!(of_reference("teamtailor-x"), None);
}
