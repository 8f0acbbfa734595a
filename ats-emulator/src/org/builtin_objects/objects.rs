//! The built-in objects in short form.
//!
//! One field a line: name, label, type, length, flags, and what it refers to or the values
//! of its picklist. Flags: `r` not nillable, `d` defaulted on create, `c` createable, `u`
//! updateable, `n` the name field, `k` usable as a key, `*` unique, `x` deleted with what it
//! refers to, `p` a part of the name. A `=` in front of a picklist value makes it the
//! default; `ANY` stands for every object of the schemas, in a picklist for those on which
//! permission sets allow something. The relationship of a reference is its name without `Id`.

use super::BuiltinObject;

pub(super) const OBJECTS: &[BuiltinObject] = &[
    BuiltinObject {
        name: "User",
        label: "User",
        plural: "Users",
        prefix: "005",
        flags: "cu",
        fields: USER,
        children: &[],
    },
    BuiltinObject {
        name: "Organization",
        label: "Organization",
        plural: "Organizations",
        prefix: "00D",
        flags: "",
        fields: ORGANIZATION,
        children: &[],
    },
    BuiltinObject {
        name: "RecordType",
        label: "Record Type",
        plural: "Record Types",
        prefix: "012",
        flags: "",
        fields: RECORD_TYPE,
        children: &[],
    },
    BuiltinObject {
        name: "Profile",
        label: "Profile",
        plural: "Profile",
        prefix: "00e",
        flags: "",
        fields: PROFILE,
        children: &[],
    },
    BuiltinObject {
        name: "UserRole",
        label: "Role",
        plural: "Roles",
        prefix: "00E",
        flags: "cu",
        fields: USER_ROLE,
        children: &[],
    },
    BuiltinObject {
        name: "Group",
        label: "Group",
        plural: "Group",
        prefix: "00G",
        flags: "cu",
        fields: GROUP,
        children: &[],
    },
    BuiltinObject {
        name: "ContentDocument",
        label: "Content Document",
        plural: "Content Documents",
        prefix: "069",
        flags: "ud",
        fields: CONTENT_DOCUMENT,
        children: &[
            ("ContentVersion", "ContentDocumentId", "ContentVersions"),
            (
                "ContentDocumentLink",
                "ContentDocumentId",
                "ContentDocumentLinks",
            ),
        ],
    },
    BuiltinObject {
        name: "ContentDocumentLink",
        label: "Content Document Link",
        plural: "Content Document Link",
        prefix: "06A",
        flags: "cud",
        fields: CONTENT_DOCUMENT_LINK,
        children: &[],
    },
    // What permission sets allow, as records: to be read, since the sets come with the schemas.
    BuiltinObject {
        name: "PermissionSet",
        label: "Permission Set",
        plural: "Permission Sets",
        prefix: "0PS",
        flags: "s",
        fields: PERMISSION_SET,
        children: &[],
    },
    BuiltinObject {
        name: "ObjectPermissions",
        label: "Object Permissions",
        plural: "Object Permissions",
        prefix: "110",
        flags: "s",
        fields: OBJECT_PERMISSIONS,
        children: &[],
    },
    BuiltinObject {
        name: "FieldPermissions",
        label: "Field Permissions",
        plural: "Field Permissions",
        prefix: "01k",
        flags: "s",
        fields: FIELD_PERMISSIONS,
        children: &[],
    },
];

const USER: &str = "
    Username | Username | string | 80 | rcuk*
    LastName | Last Name | string | 80 | rcup
    FirstName | First Name | string | 40 | cup
    Name | Full Name | string | 121 | rn
    CompanyName | Company Name | string | 80 | cu
    Division | Division | string | 80 | cu
    Department | Department | string | 80 | cu
    Title | Title | string | 80 | cu
    Street | Street | textarea | 255 | cu
    City | City | string | 40 | cu
    State | State/Province | string | 80 | cu
    PostalCode | Zip/Postal Code | string | 20 | cu
    Country | Country | string | 80 | cu
    Email | Email | email | 128 | rcuk
    Phone | Phone | phone | 40 | cu
    MobilePhone | Mobile | phone | 40 | cu
    Alias | Alias | string | 8 | rcu
    CommunityNickname | Nickname | string | 40 | rdcu*
    IsActive | Active | boolean | 0 | rdcu
    TimeZoneSidKey | Time Zone | string | 40 | rcu
    UserRoleId | Role ID | reference | 18 | cu | UserRole
    LocaleSidKey | Locale | string | 40 | rcu
    EmailEncodingKey | Email Encoding | string | 40 | rcu
    ProfileId | Profile ID | reference | 18 | rcu | Profile
    UserType | User Type | picklist | 40 | rd | =Standard, Guest, AutomatedProcess
    LanguageLocaleKey | Language | string | 40 | rcu
    EmployeeNumber | Employee Number | string | 20 | cu
    ManagerId | Manager ID | reference | 18 | cu | User
    LastLoginDate | Last Login | datetime | 0
    CreatedDate | Created Date | datetime | 0 | rd
    CreatedById | Created By ID | reference | 18 | rd | User
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    SystemModstamp | System Modstamp | datetime | 0 | rd
    FederationIdentifier | SAML Federation ID | string | 512 | cuk*
    AboutMe | About Me | textarea | 1000 | cu
";

const ORGANIZATION: &str = "
    Name | Name | string | 80 | rn
    Division | Division | string | 80
    Street | Street | textarea | 255
    City | City | string | 40
    State | State/Province | string | 80
    PostalCode | Zip/Postal Code | string | 20
    Country | Country | string | 80
    Phone | Phone | phone | 40
    PrimaryContact | Primary Contact | string | 80
    DefaultLocaleSidKey | Locale | string | 40 | r
    TimeZoneSidKey | Time Zone | string | 40 | r
    LanguageLocaleKey | Language | string | 40 | r
    FiscalYearStartMonth | Fiscal Year Starts In | int | 0
    OrganizationType | Edition | string | 40
    NamespacePrefix | Namespace Prefix | string | 15
    InstanceName | Instance Name | string | 5
    IsSandbox | Is Sandbox | boolean | 0 | rd
    TrialExpirationDate | Trial Expiration Date | datetime | 0
    CreatedDate | Created Date | datetime | 0 | rd
    CreatedById | Created By ID | reference | 18 | rd | User
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    SystemModstamp | System Modstamp | datetime | 0 | rd
";

const RECORD_TYPE: &str = "
    Name | Name | string | 80 | rn
    DeveloperName | Record Type Name | string | 80 | r
    NamespacePrefix | Namespace Prefix | string | 15
    Description | Description | string | 255
    SobjectType | SObject Type Name | string | 40 | r
    IsActive | Active | boolean | 0 | rd
    CreatedById | Created By ID | reference | 18 | rd | User
    CreatedDate | Created Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    SystemModstamp | System Modstamp | datetime | 0 | rd
";

const PROFILE: &str = "
    Name | Name | string | 255 | rn
    UserType | User Type | string | 40
    Description | Description | string | 255
    CreatedDate | Created Date | datetime | 0 | rd
    CreatedById | Created By ID | reference | 18 | rd | User
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    SystemModstamp | System Modstamp | datetime | 0 | rd
";

const USER_ROLE: &str = "
    Name | Name | string | 80 | rcun
    ParentRoleId | Parent Role ID | reference | 18 | cu | UserRole
    DeveloperName | Developer Name | string | 80 | rdcu
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    SystemModstamp | System Modstamp | datetime | 0 | rd
";

const GROUP: &str = "
    Name | Name | string | 40 | rcun
    DeveloperName | Developer Name | string | 80 | cu
    Type | Type | picklist | 40 | rdc | =Regular, Queue, Organization, Role
    Email | Email | email | 255 | cu
    OwnerId | Owner ID | reference | 18 | rd | User
    DoesSendEmailToMembers | Send Email to Members | boolean | 0 | rdcu
    DoesIncludeBosses | Include Bosses | boolean | 0 | rdcu
    CreatedDate | Created Date | datetime | 0 | rd
    CreatedById | Created By ID | reference | 18 | rd | User
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    SystemModstamp | System Modstamp | datetime | 0 | rd
";

const CONTENT_DOCUMENT: &str = "
    CreatedById | Created By ID | reference | 18 | rd | User
    CreatedDate | Created Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    IsArchived | Is Archived | boolean | 0 | rdu
    IsDeleted | Deleted | boolean | 0 | rd
    OwnerId | Owner ID | reference | 18 | rdu | User
    SystemModstamp | System Modstamp | datetime | 0 | rd
    Title | Title | string | 255 | run
    PublishStatus | Publish Status | picklist | 40 | rd | =P, R, U
    LatestPublishedVersionId | Latest Published Version ID | reference | 18 |  | ContentVersion
    Description | Description | textarea | 1000 | u
    ContentSize | Size | int | 0
    FileType | File Type | string | 20
    FileExtension | File Extension | string | 40
    SharingOption | Sharing Option | picklist | 40 | rdu | =A, R
    SharingPrivacy | File Privacy on Records | picklist | 40 | rdu | =N, P
    ContentModifiedDate | Content Modified Date | datetime | 0
";

const CONTENT_DOCUMENT_LINK: &str = "
    LinkedEntityId | Linked Entity ID | reference | 18 | rcx | User, Group, ANY
    ContentDocumentId | ContentDocument ID | reference | 18 | rcx | ContentDocument
    IsDeleted | Deleted | boolean | 0 | rd
    SystemModstamp | System Modstamp | datetime | 0 | rd
    ShareType | Share Type | picklist | 40 | rdcu | =V, C, I
    Visibility | Visibility | picklist | 40 | rdcu | =AllUsers, InternalUsers, SharedUsers
";

const PERMISSION_SET: &str = "
    Name | Permission Set Name | string | 80 | rn
    Label | Permission Set Label | string | 80 | r
    Description | Description | string | 255
    NamespacePrefix | Namespace Prefix | string | 15
    IsOwnedByProfile | Is Owned By Profile | boolean | 0 | rd
    IsCustom | Is Custom | boolean | 0 | rd
    ProfileId | Profile ID | reference | 18 |  | Profile
    CreatedDate | Created Date | datetime | 0 | rd
    CreatedById | Created By ID | reference | 18 | rd | User
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    SystemModstamp | System Modstamp | datetime | 0 | rd
";

const OBJECT_PERMISSIONS: &str = "
    ParentId | Parent ID | reference | 18 | r | PermissionSet
    SobjectType | SObject Type Name | picklist | 40 | r | ANY
    PermissionsCreate | Create Records | boolean | 0 | rd
    PermissionsRead | Read Records | boolean | 0 | rd
    PermissionsEdit | Edit Records | boolean | 0 | rd
    PermissionsDelete | Delete Records | boolean | 0 | rd
    PermissionsViewAllRecords | Read All Records | boolean | 0 | rd
    PermissionsModifyAllRecords | Edit All Records | boolean | 0 | rd
    PermissionsViewAllFields | View All Fields | boolean | 0 | rd
    CreatedDate | Created Date | datetime | 0 | rd
    CreatedById | Created By ID | reference | 18 | rd | User
    LastModifiedDate | Last Modified Date | datetime | 0 | rd
    LastModifiedById | Last Modified By ID | reference | 18 | rd | User
    SystemModstamp | System Modstamp | datetime | 0 | rd
";

const FIELD_PERMISSIONS: &str = "
    ParentId | Parent ID | reference | 18 | r | PermissionSet
    SobjectType | SObject Type Name | picklist | 40 | r | ANY
    Field | Field Name | string | 255 | r
    PermissionsEdit | Edit Field | boolean | 0 | rd
    PermissionsRead | Read Field | boolean | 0 | rd
    SystemModstamp | System Modstamp | datetime | 0 | rd
";
