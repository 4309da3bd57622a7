"""Words that the screening of identifiers knows: first names, titles, and what looks like a name and is none.

First names are those given most often in England and Wales over the last sixty years, with the commonest of the
languages spoken at home there. A name that is missing is still found behind a title or a word such as "son".
"""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIRST_NAMES = words(
    """
    aaliyah aaron abbie abdul abdullah abigail abraham ada adah adam ade adeel adele adnan adrian agata agnes
    agnieszka ahmad ahmed aidan aisha aishah alan alana alastair albert aldona alejandro aleksander aleksandra
    alesha alex alexander alexandra alexandru alexia alexis alfie alfred ali alice alicia alina alison alistair
    alma amaan amal amara amber amelia amelie amina amir amira amit amy ana anastasia andre andrea andreea
    andrei andrew andrzej aneta angela angus anika anil anita ann anna annabel anne annette annie anthony antoni
    antonia antonio anya archie ariana ariella arjun arlo arthur artur arun asad asha ashleigh ashley asif
    astrid athena aubrey audrey austin ava ayaan ayesha ayomide azra bailey barbara barbora barnaby barry
    bartosz beata beatrice becky bella ben benjamin bernadette bernard bertie beth bethan bethany betty beverley
    bianca bilal billy blessing bogdan bonnie brandon brenda brendan brian bridget bronwen bronwyn brooke bruce
    bryan bryn bryony caitlin caleb callum calum cameron camilla candice cara carl carla carlos carly carmen
    caroline carolyn carys casey caspian cass cassie catalin cathal catherine cathy catrin cecilia cerys chantal
    chantelle charlene charles charlie charlotte cheryl chiara chidi chinedu chloe chris christina christine
    christopher ciara claire clara clare claudia cleo clive cody colette colin colleen connie connor conor
    conrad constance cora corey corinne courtney craig cristian cristina curtis cynthia daisy daniel daniela
    danielle danny daphne darcey darcy darren daryl dave david dawid dawn dean debbie deborah declan delyth demi
    denise dennis derek desmond dexter diana diane dilys dina dolores dominic dominik donald donna dora doreen
    doris dorota dorothy douglas duncan dylan eamon eben ebony eddie edith edmund edward edwin effie eileen
    eilidh elaine eleanor elena eleri eliana elias elif elijah elin eliot elisa elise eliza elizabeth ella ellen
    ellie elliot elliott elodie eloise elsa elsie elwyn emeka emil emilia emily emma emmanuel enzo eric erica
    erin ernest errol esme esmee estelle esther ethan ethel etta eugene eunice eva evan eve evelyn evie ewa ewan
    ezra faith fatima fatimah faye felicity felix femi fergus ffion filip finlay finley fiona fleur florentina
    frances francesca francesco francis frank fraser fred freddie frederick freya gabriel gabriela gabriella
    gabrielle gareth gary gavin gayle gaynor gemma genevieve geoff geoffrey george georgina gerald geraldine
    gerard gethin gianna gilbert gillian gina gita gladys glen glenda glenn gloria glynis gordon grace graham
    grant gregory greta grzegorz gulsen gurpreet gus gwen gwendoline gwyn gwyneth habib hadiya hafsa haleema
    hamza hana hanna hannah harjit haroon harriet harrison harry harvey hassan hayden hayley hazel heath heather
    hector heidi helen helena henry hetty hilary hilda hollie holly hope howard hubert hugh hugo humphrey husna
    hussain ian ibrahim idris ieuan ignacy ikram ilyas iman imani imogen imran ines inga ingrid ioan ioana iona
    ira irene irina iris isaac isabel isabella isabelle isaiah isha isla ismail isobel ivan ivor ivy iwan iwona
    jack jackie jackson jacob jacqueline jade jaden jago jai jaime jake jakub jamal james jamie jan jana jane
    janet janice janine jared jasleen jasmin jasmine jason jasper jaspreet javed jayden jayne jean jeanette jeff
    jeffrey jemima jemma jennifer jenny jeremiah jeremy jermaine jerome jerry jerzy jess jesse jessica jessie
    jill jimmy jo joan joanna joanne jodi jodie joe joel john johnny jolanta jolene jon jonah jonas jonathan
    jordan josef joseph josephine josh joshua josiah josie joy joyce juan judith judy julia julian julianna
    julie juliet juliette justin justyna kacey kacper kai kaitlyn kamil kamila kane kara karen karim karina karl
    karolina kasia katarzyna kate katelyn kath katherine kathleen kathryn katie katrina katy kavita kay kayden
    kayla kayleigh keeley keira keith kelly kelsey ken kenneth kenzie keri kerry kevin keziah khadija khadijah
    khalid kian kiera kieran kiran kirsten kirsty kit kofi konrad krishna kristian kristina krystyna krzysztof
    kulwinder kwame kyla kyle kylie kyra lacey laiba laila lana lara larissa laura lauren laurence layla lea
    leah leanne lee leila lena lenny lenora leo leon leonard leonardo leonie leroy lesley leslie lewis lexi
    leyla liam liana libby lidia lillian lilly lily linda lindsay lindsey lionel lisa liv livia llewellyn lloyd
    logan lois lola loretta lorna lorraine lottie louie louis louisa louise lowri luca lucas lucia lucian
    lucinda lucy luis luka lukas lukasz luke luna lydia lyla lyn lynda lynn lynne lynsey mabel maciej macy
    maddison madeleine madeline madison magda magdalena maggie mahnoor mair maisie maja malachi malakai malcolm
    malgorzata malia mandy manjit manuel marcel marcia marcin marco marcus marek margaret margot maria mariam
    marian mariana marie marika marilyn marina mario marion marisa marjorie mark marlene marlon marta martha
    martin martyn marvin mary maryam mateo mateusz matilda matteo matthew maud maureen maurice max maximilian
    maxine maya meera megan mehmet mei melanie melissa melody mercedes mercy meredith merlin merryn mia micah
    michael michaela michal michelle miguel mihai mikael mike mikey mikolaj mila mildred miles millie milly milo
    mina minal minnie miriam miroslaw mitchell mohamed mohammad mohammed moira molly mona monica monika monique
    morag moses muhammad muriel musa mustafa mya myfanwy myles nabil nadia nadine naima nana nancy naomi nasreen
    natalia natalie natasha nathalie nathan nathaniel navid neave ned neil nell nellie nerys neve nia niall
    niamh nicholas nick nico nicola nicolas nicole nigel nikhil nikita nikki nikola nikolai nina noah noel noor
    nora norma norman nova nuala nusrat odette oisin ola olga olive oliver olivia olivier oliwia oliwier olumide
    omar onur orla orlaith oscar osian osman otis ottilie otto owain owen paddy pamela parveen pat patricia
    patrick patrycja paul paula pauline pavel pawel pearl pedro peggy penelope penny percy perry petar peter
    petra philip philippa phillip philomena phoebe phyllis piers piotr pippa polly poppy pradeep precious
    primrose priscilla priya przemyslaw quentin quincy rachael rachel radoslaw rae rafael rafal raheem rahul raj
    rajesh ralph ramesh ramona rania rashid raul raymond reece reggie reginald reha rehana remi remy renata rene
    reuben rex rhian rhiannon rhodri rhona rhys ricardo richard ricky riley rita river robbie robert roberta
    roberto robin rodney roger rohan roksana roland roman ronald ronan ronnie rory rosa rosalie rosalind
    rosemary rosie ross rowan roxanne roy roza ruben rubina ruby rufus rupert russell ruta ruth ryan saad sabina
    sabrina sacha sadia sadie saeed safa saffron safiya saima saira sakina salim sally salma sam samantha samina
    samir samira samuel sana sandeep sandor sandra sanjay sara sarah saskia savannah sean sebastian selena
    selina seren serena sergio seth shabnam shaheen shakira shamim shane shanice shannon sharon shaun shauna
    shay shazia sheena sheila shelley sherry shirin shirley shivani shona sian siddharth sidney sienna simon
    simone sinead siobhan sioned siân skye sofia sofie solomon sonia sonya sophia sophie spencer stacey
    stanislaw stanley star stefan stefania stefano stella stephanie stephen steve steven stewart stuart sumaiya
    sunil sunita suresh susan susanna susie suzanne sven sylvia szymon tabitha tadeusz talia tamara tamsin
    tamzin tania tanya tara tariq tasha tatiana tavish ted teddy tegan teo terence teresa terry tess thea theo
    theodora theodore theresa thomas tia tiago tiffany tilly tim timothy tina tobias toby tod todd tom tomasz
    tommy tomos toni tony toyah tracey tracy travis trevor tristan trudy tudor tunde tyler tyrone umar una
    ursula usman valentina valerie vanessa vaughan vera verity veronica vesna vicki vicky victor victoria vihaan
    vijay vikram vincent viola violeta vivian vivienne vladimir wanda warren wasim wayne wendy wes wiktor
    wiktoria wilfred william wilma winifred winston wojciech xander xavier yahya yasin yasmin yasmine ying
    yolanda younis yousef yuki yuri yusuf yvette yvonne zac zach zachary zack zahra zain zainab zak zara zarina
    zayn zeb zeinab zelda zena zeynep zion ziva zoe zofia zohra zoya zuzanna
    """
)

# First names that are ordinary words, places or ratings as well: only a surname behind them makes them a name.
ALSO_WORDS = words(
    """
    alex alexandra ali alma amal amber ashley austin ayaan bailey bella ben blessing bonnie brooke bruce cameron
    casey chris clare cody constance cora daisy dawn dean dora ebony elsa eve faith fleur frances frank glen
    grace grant gus harrison harvey hazel heath heather holly hope howard iman imani ira iris ivy jackson jade
    jan jasper jean jo jordan joy joyce kay kelly kelsey ken kit lacey lea lee leslie lewis lily logan luna lyn
    madison marina mark max melody mercedes mercy merlin miles mitchell mona musa nana ned nell noor nova ola
    olive otis pat pearl penny perry polly poppy precious primrose rae raj rex river robin roman rosemary ross
    rowan roy ruby ryan safa saffron salim sally sam savannah serena shannon skye spencer star stewart stuart
    tara ted terry tudor tyler una verity victor victoria viola warren wayne winston zion
    """
)

# Before a surname. "Mother", "uncle" and the like stand before a first name as well.
TITLES = words(
    """
    aunt auntie cllr constable councillor dame dc dci dcs di dr ds inspector judge master miss mr mrs ms mx
    nurse pc prof professor rev revd reverend sergeant sgt sir sister superintendent uncle
    """
)

# Words for somebody, in small letters, behind which a name stands: "her son Kacper", "a boy called Ezra".
PERSONS = words(
    """
    aunt auntie baby boy boyfriend brother carer child client cousin dad daddy daughter doctor father foster
    friend girl girlfriend gran grandad granddaughter grandfather grandmother grandson husband infant mother mum
    mummy nan nana neighbour nephew niece nurse offender parent partner patient perpetrator pupil resident
    sibling sister son stepdad stepdaughter stepfather stepmother stepmum stepson student suspect teacher
    teenager toddler twin uncle victim wife worker youth
    """
)
CALLED = words("called named")

# Capitalised words that follow a first name and are no surname, or stand where a name might.
NOT_SURNAMES = words(
    """
    a academy accommodation act action after agency agenda agreement all alliance amber ambulance an and annex
    appeal appendix approach approved april area as assembly assessment association at audit august authority
    award bank barracks before bill blue board borough bronze building business but by bylaws campaign campus
    care case cathedral central centre champion chapter charity chart charter childcare children christmas city
    class clinic club code college commission commissioner committee common community company concordat
    conference constabulary contract convention council county court crescent criminal crown data december
    department directive director directorate district division doctrine domestic drive duty each early
    education effect eight england english estate evaluation event every exploitation family february federation
    fellowship festival fields fire first five for forum foundation four framework friday from fund funding
    gardens gold gp grant group guidance guide guides had handbook has have he head health helpline home homes
    hospice hospital hotel house housing hub i if impact in infirmary initiative inquest inquiry institute
    integrated international is it its january journal july june justice kingdom law laws lead level library
    line living local london main manager mandatory manor mark market may measures medical memorial mental mews
    minor mission model monday multi museum nation national nations neighbourhood network new nhs nice nine no
    northern not november nursery nursing october of office officer on one or orange organisation our out part
    partnership passport pathway people period phase plan platinum play playing please pledge police policy post
    practice precinct prevention primary principles priory prison probation procedure programme project
    protection protocol provision public pupil purple quality quarter quay queen question questionnaire rated
    rating ratings recommendation record red refuge regiment register report research resource response retreat
    review ridge rights rise river road rooms royal rules safe safeguarding said sanctuary saturday says scale
    scheme school science scotland screening secondary section see sentence september serious service services
    sessions settlement seven sex sexual she shelter sign silver since site six social society some southern
    specialist square stage standard standards state station steps strategy studies study sub suite summit
    sunday support surgery survey syndrome system team template ten terrace test that the theatre their therapy
    these they this those three thursday tier to told tool toolkit training treaty triangle tribunal trust
    tuesday tutorial two under union unit university valley view villa village violence voice wales walk ward
    warning was we wednesday week welsh western when while who whole whose will wing with women working workshop
    world year yes you youth
    """
)

# What is named after people: "Elizabeth Garrett Anderson Wing" is nobody.
NAMED_PLACES = words(
    """
    academy avenue award building campus centre charity church clinic close college court crescent drive field
    fields foundation fund gardens hall hospice hospital hotel house inquest inquiry institute lane law library
    lodge memorial museum park playing practice prize rehabilitation report review road rule scheme school
    square street surgery terrace theatre tower training trust unit university ward way wing
    """
)
ROYALS = words("king queen prince princess duke duchess")

# Words of that sort that many people bear as a surname: behind "Mrs" or "Sarah" they are one.
ALSO_SURNAMES = words(
    """
    banks bay bishop black block bridge brook brown castle chapel child church close cross day drake east fair
    farm field garden gate green grey grove hall harbour high hill inn island king lane little lodge march marsh
    mill noble north parish park place price rivers rose row rule south star stone street tower town vale ward
    way wells west wharf white winter winters wood young
    """
)

# Names that many texts hold and that identify no child: of laws, charities, reviews and training.
KNOWN = frozenset(
    {
        "ann craft",
        "anne frank",
        "barnardo",
        "charlie waller",
        "eileen munro",
        "florence nightingale",
        "jimmy savile",
        "jo cox",
        "joseph rowntree",
        "josh macalister",
        "lucy faithfull",
        "lord laming",
        "marie collins",
        "marie curie",
        "martin luther",
        "mary seacole",
        "oliver mcgowan",
        "paul hamlyn",
        "prince william",
        "ronald mcdonald",
        "robert peel",
        "sir alan",
        "thomas coram",
        "william wilberforce",
    }
)
# "Clare’s Law", "Martha’s Rule".
NAMED_AFTER = words("law rule")

# Postcode areas of the United Kingdom (Royal Mail), with those of the Crown dependencies.
POSTCODE_AREAS = words(
    """
    ab al b ba bb bd bh bl bn br bs bt ca cb cf ch cm co cr ct cv cw da dd de dg dh dl dn dt dy e ec eh en ex fk
    fy g gl gu gy ha hd hg hp hr hs hu hx ig im ip iv je ka kt kw ky l la ld le ll ln ls lu m me mk ml n ne ng
    nn np nr nw ol ox pa pe ph pl po pr rg rh rm s sa se sg sk sl sm sn so sp sr ss st sw sy ta td tf tn tq tr
    ts tw ub w wa wc wd wf wn wr ws wv yo ze
    """
)
